// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, expect, it } from 'vitest';
import type { Line } from '$api';
import { useHost } from '$lib/host';
import { Transcript } from '$lib/state/transcript';
import { MockHost } from '../../test/mock/host';
import Terminal from './Terminal.svelte';

afterEach(cleanup);

function lines(count: number): Line[] {
  return Array.from({ length: count }, (_, index) => ({ index, at: '2026-11-22T14:00:00Z', step: 'install_server', place: 'server', stream: 'out', text: `line ${index}` }));
}

it('draws only the rows in sight of a hundred thousand', () => {
  const transcript = new Transcript();
  transcript.add('r', lines(100_000));
  render(Terminal, { transcript, version: transcript.version, steps: [], machines: { server: 'mysql_server', client: 'mysql_client' }, practice: true, file: 'x' });
  const rows = document.querySelectorAll('.row');
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.length).toBeLessThan(200);
  expect((document.querySelector('.all') as HTMLElement).style.height).toBe('2000000px');
});

it('copies a whole tab, commands with their prompt', async () => {
  const host = new MockHost();
  useHost(host);
  const transcript = new Transcript();
  transcript.add('r', [
    { index: 0, at: '2026-11-22T14:00:00Z', step: 'a', place: 'server', stream: 'command', text: 'hostname -i' },
    { index: 1, at: '2026-11-22T14:00:00Z', step: 'a', place: 'server', stream: 'out', text: '172.31.24.118' },
  ]);
  render(Terminal, { transcript, version: transcript.version, steps: [], machines: { server: 'mysql_server', client: 'mysql_client' }, practice: true, file: 'x' });
  await fireEvent.click(screen.getByTestId('terminal-copy'));
  expect(host.copied).toBe('ubuntu@mysql_server:~$ hostname -i\n172.31.24.118');
});

it('finds in the tab and says how often', async () => {
  const transcript = new Transcript();
  transcript.add('r', lines(300));
  render(Terminal, { transcript, version: transcript.version, steps: [], machines: { server: 's', client: 'c' }, practice: false, file: 'x' });
  await fireEvent.input(screen.getByTestId('terminal-search'), { target: { value: 'LINE 29' } });
  // 29 and 290 to 299.
  expect(screen.getByText('1 of 11')).toBeTruthy();
});

it('moves between its tabs by the arrows', async () => {
  const transcript = new Transcript();
  render(Terminal, { transcript, version: 0, steps: [], machines: { server: 's', client: 'c' }, practice: false, file: 'x' });
  const last = screen.getByTestId('terminal-calls');
  last.focus();
  await fireEvent.keyDown(last, { key: 'ArrowRight' });
  expect(screen.getByTestId('terminal-server').getAttribute('aria-selected')).toBe('true');
});
