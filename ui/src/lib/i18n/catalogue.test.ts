// @vitest-environment jsdom
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FluentResource } from '@fluent/bundle';
import { expect, it } from 'vitest';
import { say, t } from './index.svelte';

const source = join(import.meta.dirname, '../..');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(svelte|ts)$/.test(file) && !file.includes('test'));
const code = files.map((file) => readFileSync(join(source, file), 'utf8')).join('\n');
const catalogue = new FluentResource(readFileSync(join(import.meta.dirname, 'en.ftl'), 'utf8'));
const ids = new Set(catalogue.body.map((entry) => entry.id));

it('has each message that the window asks for', () => {
  const asked = [...code.matchAll(/\bt\(\s*'([a-z0-9_-]+)'/g)].map((match) => match[1]!);
  expect(asked.length).toBeGreaterThan(100);
  expect([...new Set(asked)].filter((id) => !ids.has(id))).toEqual([]);
});

it('has a message for each family that the window puts together', () => {
  const families = [...code.matchAll(/\bt\(\s*`([a-z0-9-]*)\$\{/g)].map((match) => match[1]!);
  expect(families.length).toBeGreaterThan(5);
  for (const family of new Set(families)) expect([...ids].some((id) => id.startsWith(family)), family).toBe(true);
});

it('has no message that nothing asks for', () => {
  const families = [...new Set([...code.matchAll(/`([a-z0-9-]*)\$\{/g)].map((match) => match[1]!))].filter(Boolean);
  const unused = [...ids].filter((id) => !code.includes(`'${id}'`) && !families.some((family) => id.startsWith(family)));
  expect(unused).toEqual([]);
});

it('counts in words', () => {
  expect(t('n-proven', { n: 1 })).toBe('one step proven');
  expect(t('n-proven', { n: 3 })).toBe('3 steps proven');
});

it('shows a text of the program in its own English where the catalogue has none', () => {
  expect(say({ id: 'step-of-the-program', english: 'As it stands' })).toBe('As it stands');
});
