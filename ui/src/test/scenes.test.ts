// @vitest-environment jsdom
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Text } from '$api';
import { rustTexts } from './rust-texts';
import { SCENES } from './mock/scenes';

const known = new Map(rustTexts(join(import.meta.dirname, '../../../src-tauri/crates')).texts.map((text) => [text.id, text]));

/** Whether the program says a text so: by its id, and where nothing is put into it, word for word. */
function says({ id, english }: Text): boolean {
  const own = known.get(id);
  return own !== undefined && (own.args.length > 0 || own.english === english);
}

/** Every text of the program in a value, however deep. */
function textsIn(value: unknown): Text[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(textsIn);
  return 'id' in value && 'english' in value ? [value as Text, ...inner] : inner;
}

it.each(Object.keys(SCENES))('the scene %s says only what the program says', async (name) => {
  const host = SCENES[name]!.host();
  const call = host.call as (method: string, args?: object) => Promise<unknown>;
  const told: unknown[] = [host.silent.has('list_labs') ? [] : await call('list_labs'), [...host.runs.values()].flat().map((run) => [run.events, run.progress]), [...host.refusals.values()]];
  for (const lab of host.labs.keys()) told.push(host.view(lab));
  if (name.startsWith('new-')) {
    told.push(await call('check_password', { user: 'donald', password: 'x' }));
    for (const kind of ['practice', 'aws'] as const) told.push(await call('plan', { new_lab: { target: { kind } as never, settings: { server_name: 'a', client_name: 'b' } as never } }));
  }
  expect([...new Set(textsIn(told).filter((text) => !says(text)).map((text) => `${text.id} = ${text.english}`))]).toEqual([]);
});
