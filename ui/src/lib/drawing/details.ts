import type { HostKeys, Lab, Machine } from '$api';
import { bareAddress, regionPlace } from '$lib/format';
import { t } from '$lib/i18n/index.svelte';
import type { Facts, PartId } from './facts';

/** One thing that is known of a part. Ids, addresses and names can be copied; a word for a state cannot. */
export interface Detail {
  term: string;
  value: string;
  copy: boolean;
}

/** What is known of a part by id and address: only what was seen. */
export function detailsOf(id: PartId, lab: Lab, facts: Facts): Detail[] {
  const rows: Detail[] = [];
  const add = (term: string, value: string | null | undefined, copy = true): void => {
    if (value) rows.push({ term, value, copy });
  };
  const { cloud, settings } = lab;
  switch (id) {
    case 'laptop':
      add(t('detail-internet-address'), facts.laptopAddress && bareAddress(facts.laptopAddress));
      add(t('detail-key-pair'), cloud.key_name);
      add(t('detail-key-file'), cloud.key_path);
      break;
    case 'cloud':
      add(t('detail-account'), cloud.account);
      add(t('detail-identity'), cloud.identity);
      add(t('detail-region'), facts.region && [facts.region, facts.practice ? undefined : regionPlace(facts.region)].filter(Boolean).join(', '), false);
      add(t('detail-zone'), cloud.zone);
      add('VPC', cloud.vpc);
      add(t('detail-range'), cloud.vpc_cidr);
      add(t('detail-subnet'), cloud.subnet);
      break;
    case 'wall':
      add(t('detail-group'), cloud.security_group);
      add('VPC', cloud.vpc);
      break;
    case 'server':
    case 'client':
      machine(add, lab[id], lab);
      break;
    case 'door-22-server':
    case 'door-22-client':
      add(t('detail-port'), '22');
      add(t('detail-lets-in'), facts.sshWhom);
      add(t('detail-group'), cloud.security_group);
      break;
    case 'door-3306':
      add(t('detail-port'), '3306');
      add(t('detail-lets-in'), facts.mysqlDoor.whom);
      add(t('detail-group'), cloud.security_group);
      break;
    case 'hop-3306':
      add(t('detail-from'), lab.client.private_ip);
      add(t('detail-to'), lab.server.private_ip && `${lab.server.private_ip}:3306`);
      add(t('detail-user'), settings.db_user);
      break;
    case 'program':
      add(t('detail-command'), lab.server.private_ip && `mysql -u ${settings.db_user} -h ${lab.server.private_ip} -p`);
      break;
    case 'mysql':
      add(t('detail-version'), lab.mysql.version);
      add(t('detail-listens-on'), facts.mysql.listensOn && `${facts.mysql.listensOn}:3306`);
      add(t('detail-plugin'), lab.mysql.auth_plugin);
      break;
    case 'database':
      add(t('detail-database'), settings.database);
      add(t('detail-user'), settings.db_user);
      break;
    case 'stopped-3306':
      add(t('detail-from'), facts.laptopAddress && bareAddress(facts.laptopAddress));
      add(t('detail-to'), lab.server.public_ip && `${lab.server.public_ip}:3306`);
      break;
  }
  return rows;
}

function machine(add: (term: string, value: string | null | undefined, copy?: boolean) => void, own: Machine, lab: Lab): void {
  add(t('detail-instance'), own.instance_id);
  add(t('detail-state'), own.state && t('machine-state', { state: own.state }), false);
  add(t('detail-private-address'), own.private_ip);
  add(t('detail-public-address'), own.public_ip);
  if (!own.instance_id) return;
  add(t('detail-type'), lab.cloud.instance_type);
  add(t('detail-zone'), lab.cloud.zone);
  add(t('detail-image'), lab.cloud.image);
  add(t('detail-key-pair'), lab.cloud.key_name);
  for (const fingerprint of fingerprints(own.host_keys)) add(t('detail-host-key'), fingerprint);
}

function fingerprints(keys: HostKeys | null): string[] {
  if (!keys) return [];
  return 'console' in keys ? keys.console : [keys.first_use];
}
