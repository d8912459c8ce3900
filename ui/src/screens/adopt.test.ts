// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useHost } from '$lib/host';
import { router } from '$lib/state/route.svelte';
import App from '../App.svelte';
import { ADOPT_AMBIGUOUS } from '../test/mock/adoption';
import { MockHost, wrong } from '../test/mock/host';
import { lab } from '../test/mock/labs';

let host: MockHost;

function show(own: MockHost, hash: string): void {
  host = own;
  useHost(host);
  location.hash = hash;
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  render(App);
}

beforeEach(() => localStorage.clear());
afterEach(() => {
  cleanup();
  router.replace({ screen: 'home' });
});

async function fill(fields: Record<string, string>): Promise<void> {
  for (const [field, value] of Object.entries(fields)) await fireEvent.input(await screen.findByTestId(`field-${field}`), { target: { value } });
}

describe('a lab that was made by hand', () => {
  it('is adopted from the home, and its look is followed', async () => {
    show(new MockHost(), '#/');
    await fireEvent.click(await screen.findByTestId('home-adopt'));
    await screen.findByTestId('adopt-go');
    await fill({ name: 'mine', key_path: '/home/ada/own.pem', root_password: 'PassWord.1' });
    await fireEvent.click(screen.getByTestId('adopt-go'));
    await waitFor(() => expect(location.hash).toBe('#/verify/mine'));
    expect(host.adopted).toMatchObject({ name: 'mine', key: '/home/ada/own.pem', root_password: 'PassWord.1', target: { kind: 'aws', region: 'eu-central-1' } });
    expect(host.adopted).not.toHaveProperty('server');
  });

  it('asks which machine is which where that cannot be told', async () => {
    const own = new MockHost();
    own.refusals.set('adopt_lab', ADOPT_AMBIGUOUS);
    show(own, '#/adopt');
    await fill({ name: 'mine', key_path: '/home/ada/own.pem' });
    expect(screen.queryByTestId('field-server')).toBeNull();
    await fireEvent.click(screen.getByTestId('adopt-go'));
    const server = await screen.findByTestId('field-server');
    await waitFor(() => expect(server.getAttribute('aria-invalid')).toBe('true'));
    expect(document.getElementById('wrong-server')?.textContent).toContain('i-0b7d24c19e5f3a806');
    own.refusals.clear();
    await fill({ server: 'i-0b7d24c19e5f3a806', client: 'i-0d91c6f0ab27e4413' });
    await waitFor(() => expect(server.getAttribute('aria-invalid')).toBeNull());
    await fireEvent.click(screen.getByTestId('adopt-go'));
    await waitFor(() => expect(host.adopted).toMatchObject({ server: 'i-0b7d24c19e5f3a806', client: 'i-0d91c6f0ab27e4413' }));
  });

  it('shows what is wrong at its field, and what has no field as a card', async () => {
    const own = new MockHost();
    own.refusals.set('adopt_lab', wrong('root_password', { id: 'setting-root-password', english: 'Give the password that you set for root.' }));
    show(own, '#/adopt');
    await fill({ name: 'mine', key_path: '/home/ada/own.pem' });
    await fireEvent.click(screen.getByTestId('adopt-go'));
    await waitFor(() => expect(screen.getByTestId('field-root_password').getAttribute('aria-invalid')).toBe('true'));
    expect(screen.queryByTestId('problem')).toBeNull();
    own.refusals.set('adopt_lab', { ...ADOPT_AMBIGUOUS, code: 'adopt_shared_group', field: undefined });
    await fireEvent.click(screen.getByTestId('adopt-go'));
    expect((await screen.findByTestId('problem')).dataset.code).toBe('adopt_shared_group');
  });

  it('says on its card that its adoption was cut off, and goes on with that alone', async () => {
    show(new MockHost().add({ ...lab('half-done', 'none'), server: lab('x', 'all').server, adoption: 'pending' }), '#/');
    expect((await screen.findByTestId('lab-card')).textContent).toContain('Adoption not finished');
    for (const button of ['card-verify', 'card-machines']) expect(screen.getByTestId<HTMLButtonElement>(button).disabled).toBe(true);
    await fireEvent.click(screen.getByTestId('continue'));
    expect((await screen.findByTestId<HTMLInputElement>('field-name')).value).toBe('half-done');
  });

  it('is taken up again, or given up, when its adoption was cut off', async () => {
    show(new MockHost(), '#/adopt/half-done');
    expect((await screen.findByTestId<HTMLInputElement>('field-name')).value).toBe('half-done');
    cleanup();
    show(new MockHost().add({ ...lab('half-done', 'none'), server: lab('x', 'all').server, adoption: 'pending' }), '#/tear-down/half-done');
    expect((await screen.findByRole('heading', { level: 1 })).textContent).toBe('Give up the adoption of half-done');
    expect(screen.queryByTestId('stage-going')).toBeNull();
    await fireEvent.click(await screen.findByTestId('forget'));
    await waitFor(() => expect(location.hash).toBe('#/'));
    expect(host.calls).not.toContain('run');
    expect(host.labs.size).toBe(0);
  });
});
