// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { useHost } from '$lib/host';
import { words } from '$lib/i18n/index.svelte';
import { aboutBox } from '$lib/state/about.svelte';
import App from '../App.svelte';
import { MockHost } from '../test/mock/host';

let host: MockHost;

beforeEach(() => {
  words.choose('en');
  host = new MockHost();
  useHost(host);
  render(App);
});
afterEach(() => {
  aboutBox.close();
  cleanup();
});

it('has the menu in the window’s language, and again when that changes', async () => {
  await waitFor(() => expect(host.menuWords).toMatchObject({ lab: 'Lab', about: 'About MySQL Lab Wizard' }));
  words.choose('es');
  await waitFor(() => expect(host.menuWords).toMatchObject({ lab: 'Laboratorio', about: 'Acerca de MySQL Lab Wizard' }));
  expect(Object.values(host.menuWords!).filter((text) => text === '')).toEqual([]);
});

it('shows from the menu where things are kept', async () => {
  host.menu('about');
  expect((await screen.findByTestId('log-folder')).textContent).toBe('/home/ada/.local/share/mysql-lab-wizard/logs');
  expect(screen.queryByTestId('open-log-folder')).toBeNull();
  await fireEvent.click(screen.getByTestId('about-close'));
  await waitFor(() => expect(screen.getByTestId<HTMLDialogElement>('about-dialog').open).toBe(false));
});

it('shows what it copies for a report of a fault, with the button at hand', async () => {
  host.menu('diagnostics');
  const button = await screen.findByTestId('copy-diagnostics');
  await waitFor(() => expect(document.activeElement).toBe(button));
  await fireEvent.click(button);
  expect(host.copied).toBe(screen.getByTestId('diagnostics').textContent);
  expect(host.copied).toContain('Web view: 2.46.1');
});

it('says why there is nothing to show', async () => {
  const call = host.call;
  host.call = ((method: string, ...args: never[]) => (method === 'about' ? Promise.reject(new Error('gone')) : (call as (...all: unknown[]) => unknown)(method, ...args))) as never;
  host.menu('about');
  expect((await screen.findByTestId('problem')).dataset.code).toBe('internal');
});
