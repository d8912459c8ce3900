import { t } from '$lib/i18n/index.svelte';
import type { Facts, Part, PartId } from './facts';

/** What a part is called: the same name in the drawing, in its strip and for those who hear it. */
export function nameOf(id: PartId, facts: Facts): string {
  switch (id) {
    case 'client':
      return facts.client.name;
    case 'server':
      return facts.server.name;
    case 'database':
      return facts.database.name;
    case 'door-22-client':
      return t('part-door-22', { machine: facts.client.name });
    case 'door-22-server':
      return t('part-door-22', { machine: facts.server.name });
    default:
      return t(`part-${id}`);
  }
}

/** The drawing in one sentence, for those who cannot see it. */
export function describe(facts: Facts): string {
  const parts = [facts.laptop, facts.cloud, facts.wall, facts.client.part, facts.server.part, facts.mysqlDoor, facts.mysql, facts.hop];
  return parts.map((part) => `${nameOf(part.id, facts)}: ${t(`mark-${part.mark}`)}`).join('; ');
}

/** Every part of the drawing, from the laptop on. */
export function everyPart(facts: Facts): Part[] {
  return [
    facts.laptop,
    facts.cloud,
    facts.wall,
    facts.client.part,
    facts.server.part,
    facts.sshClient,
    facts.sshServer,
    facts.mysqlDoor,
    facts.hop,
    facts.program,
    facts.mysql,
    facts.database,
    facts.stopped,
  ];
}

/** The facts of one part. */
export function partOf(id: PartId, facts: Facts): Part {
  return everyPart(facts).find((part) => part.id === id) ?? facts.laptop;
}
