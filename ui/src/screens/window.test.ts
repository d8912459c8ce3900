// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useHost } from '$lib/host';
import { words } from '$lib/i18n/index.svelte';
import { router } from '$lib/state/route.svelte';
import App from '../App.svelte';
import { MockHost } from '../test/mock/host';
import { DOOR_PROBLEM, lab, record } from '../test/mock/labs';
import { SCENES, press, type } from '../test/mock/scenes';

let host: MockHost;

function show(own: MockHost, hash: string): void {
  host = own;
  useHost(host);
  location.hash = hash;
  router.replace({ screen: 'home' });
  location.hash = hash;
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  render(App);
}

beforeEach(() => {
  localStorage.clear();
});
afterEach(cleanup);

const times = (method: string): number => host.calls.filter((call) => call === method).length;

describe('a step', () => {
  it('is done once, however often its button is clicked', async () => {
    show(new MockHost().add(lab('practice-1', 'key_pair')), '#/lab/practice-1');
    const button = await screen.findByTestId('do-step');
    for (let n = 0; n < 3; n += 1) void fireEvent.click(button);
    await waitFor(() => expect(times('run')).toBe(1));
    await tick();
    expect(times('run')).toBe(1);
  });

  it('can only be looked at when it was done by hand', async () => {
    show(new MockHost().add(lab('practice-1', 'key_pair')), '#/lab/practice-1');
    await fireEvent.click(await screen.findByTestId('check-step'));
    await waitFor(() => expect(host.runs.get('practice-1')?.[0]?.events[0]).toMatchObject({ goal: { check_step: 'key_pair' } }));
  });

  it('shows its evidence and the next step once it is proven', async () => {
    show(new MockHost().add(lab('practice-1', 'connect_server')), '#/lab/practice-1/mysql_rule');
    expect((await screen.findByTestId('evidence')).textContent).toContain('172.31.18.52/32');
    await fireEvent.click(screen.getByTestId('next-step'));
    await waitFor(() => expect(location.hash).toBe('#/lab/practice-1/connect_server'));
  });

  it('leads to what it needs while that is not proven', async () => {
    show(new MockHost().add(lab('practice-1', 'none')), '#/lab/practice-1/install_server');
    await fireEvent.click(await screen.findByTestId('go-to-needed'));
    await waitFor(() => expect(location.hash).toBe('#/lab/practice-1/update_server'));
    expect(times('run')).toBe(0);
  });

  it('leads to a new look at all when it was last seen before the machines were started again', async () => {
    for (const step of ['show_databases', 'connect_server']) {
      show(SCENES.restarted!.host(), `#/lab/first-lab/${step}`);
      await fireEvent.click(await screen.findByTestId('reconnect'));
      await waitFor(() => expect(location.hash).toBe('#/verify/first-lab'));
      await waitFor(() => expect(host.runs.get('first-lab')?.[0]?.events[0], step).toMatchObject({ goal: 'verify' }));
      cleanup();
    }
  });

  it('leads there too when only what it needs was seen before the restart', async () => {
    const own = { ...lab('first-lab', 'show_databases'), restarted_at: '2026-11-22T16:02:11Z' };
    show(new MockHost().add(own), '#/lab/first-lab/show_databases');
    await fireEvent.click(await screen.findByTestId('reconnect'));
    await waitFor(() => expect(location.hash).toBe('#/verify/first-lab'));
  });

  it('is undone only after it was asked, and escaping leaves it', async () => {
    show(new MockHost().add(lab('practice-1', 'connect_server')), '#/lab/practice-1/key_pair');
    await fireEvent.click(await screen.findByTestId('undo-step'));
    await fireEvent.click(screen.getByTestId('confirm-not'));
    expect(times('run')).toBe(0);
    await fireEvent.click(screen.getByTestId('undo-step'));
    await fireEvent.click(screen.getByTestId('confirm'));
    await waitFor(() => expect(times('run')).toBe(1));
  });

  it('shows a problem with its one way out in the foot', async () => {
    const own = lab('practice-1', 'all');
    own.steps.mysql_rule = record('mysql_rule', 'partial', DOOR_PROBLEM);
    show(new MockHost().add(own), '#/lab/practice-1/mysql_rule');
    expect((await screen.findByTestId('problem')).dataset.code).toBe(DOOR_PROBLEM.code);
    await fireEvent.click(screen.getByTestId('remedy'));
    await waitFor(() => expect(host.runs.get('practice-1')?.[0]?.events[0]).toMatchObject({ goal: 'repair' }));
  });

  it('tells the fraction and the last line while it works', async () => {
    show(SCENES.working!.host(), '#/lab/first-lab/install_server');
    const working = await screen.findByTestId('working');
    expect(within(working).getByRole('progressbar').getAttribute('aria-valuenow')).toBe('62');
    expect(working.textContent).toContain('Setting up mysql-client-8.0');
  });
});

describe('the window', () => {
  it('takes a run up again after a reload', async () => {
    const going = new MockHost().add(lab('practice-1', 'key_pair'));
    const run = going.begin('practice-1', 'set_up', 'all_at_once');
    going.say(run, { kind: 'step_started', step: 'key_pair', verb: 'apply' });
    show(going, '#/lab/practice-1');
    await waitFor(() => expect(screen.getByTestId('rail-key_pair').dataset.mark).toBe('working'));
    expect(screen.getByTestId('stop-step')).toBeTruthy();
  });

  it('says that a run was stopped and what is left, and goes on from there', async () => {
    show(SCENES.cancelled!.host(), '#/lab/practice-1');
    expect((await screen.findByText(/^Stopped\. 3 things/)).closest('[role="status"]')).toBeTruthy();
    expect(screen.queryByTestId('problem')).toBeNull();
    await fireEvent.click(screen.getByTestId('do-step'));
    await waitFor(() => expect(host.runs.get('practice-1')?.at(-1)?.events[0]).toMatchObject({ goal: { step: 'launch_instances' } }));
  });

  it('keeps what it knows while the program does not answer, and says so', async () => {
    show(SCENES.offline!.host(), '#/lab/first-lab');
    expect((await screen.findByText(/does not answer/)).getAttribute('role')).toBe('status');
    expect(screen.getByTestId('rail-install_server').dataset.mark).toBe('working');
    expect(screen.queryByTestId('problem')).toBeNull();
  });

  it('does not take a run that has ended for one that goes', async () => {
    const ended = SCENES['verify-healthy']!.host();
    show(ended, '#/lab/first-lab');
    await screen.findByTestId('stop-machines');
    expect(screen.queryByTestId('stop-here')).toBeNull();
    await waitFor(() => expect(times('report_since')).toBe(1));
    expect(screen.queryByTestId('stop-here')).toBeNull();
  });

  it('shows the receipt again after a reload, although the lab is gone', async () => {
    const torn = SCENES.receipt!.host();
    torn.labs.clear();
    show(torn, '#/tear-down/first-lab');
    expect((await screen.findByTestId('receipt')).textContent).toContain('i-0d91c6f0ab27e4413');
    expect(screen.queryByTestId('problem')).toBeNull();
  });

  it('marks practice on every screen of a practice lab', async () => {
    for (const hash of ['#/new/practice', '#/lab/practice-1', '#/verify/practice-1', '#/tear-down/practice-1']) {
      show(new MockHost().add(lab('practice-1', 'all')), hash);
      expect(await screen.findByTestId('practice-badge'), hash).toBeTruthy();
      expect(screen.getByTestId('practice-banner').textContent, hash).toContain('Nothing leaves this computer');
      cleanup();
    }
  });

  it('says what is wrong with a lab that is not there, and leads home', async () => {
    show(new MockHost(), '#/lab/nowhere');
    expect(await screen.findByTestId('problem')).toBeTruthy();
  });
});

describe('a new lab', () => {
  it('is not created while a setting is wrong', async () => {
    show(new MockHost(), '#/new/practice');
    const create = (await screen.findByTestId('new-lab-create')) as HTMLButtonElement;
    await waitFor(() => expect(create.disabled).toBe(false));
    await fireEvent.input(screen.getByTestId('field-name'), { target: { value: 'no good' } });
    await waitFor(() => expect(create.disabled).toBe(true));
    expect(screen.getByRole('alert').textContent).toContain('letters');
  });

  it('holds a password against the rules as it is typed, and never shows it unasked', async () => {
    show(new MockHost(), '#/new/practice');
    await fireEvent.click(await screen.findByTestId('more-choices'));
    await fireEvent.click(screen.getByTestId('password-own'));
    const field = screen.getByTestId('field-password') as HTMLInputElement;
    expect(field.type).toBe('password');
    await fireEvent.input(field, { target: { value: 'PassWord.1' } });
    await waitFor(() => expect(screen.getByTestId('password-rules').textContent).toContain('7 of 7'));
  });
});

describe('tearing down', () => {
  it('needs the lab’s name, and lists what goes by its id', async () => {
    show(new MockHost().add(lab('first-lab', 'all')), '#/tear-down/first-lab');
    expect((await screen.findByTestId('things')).textContent).toContain('i-0d91c6f0ab27e4413');
    const button = screen.getByTestId('tear-down-confirm') as HTMLButtonElement;
    expect(button.disabled).toBe(true);
    await fireEvent.input(screen.getByTestId('confirm-name'), { target: { value: 'first-la' } });
    expect(button.disabled).toBe(true);
    await fireEvent.input(screen.getByTestId('confirm-name'), { target: { value: 'first-lab' } });
    expect(button.disabled).toBe(false);
    void fireEvent.click(button);
    void fireEvent.click(button);
    await waitFor(() => expect(times('run')).toBe(1));
  });

  it('names no number where nothing is left, or where it is not known what is', async () => {
    show(SCENES['tear-down-nothing']!.host(), '#/tear-down/first-lab');
    expect(await screen.findByRole('heading', { name: 'Nothing to tear down' })).toBeTruthy();
    expect(screen.getByTestId('forget')).toBeTruthy();
    expect(screen.queryByTestId('confirm-name')).toBeNull();
    cleanup();
    show(SCENES['paste-again']!.host(), '#/tear-down/first-lab');
    await screen.findByTestId('problem');
    expect(screen.queryByTestId('tear-down-confirm')).toBeNull();
    expect(document.body.textContent).not.toMatch(/\b0 things/);
  });
});

describe('a verification', () => {
  it('names the culprit first, and draws together what holds until it is asked for', async () => {
    show(SCENES.verify!.host(), '#/verify/practice-1');
    expect((await screen.findByTestId('culprit')).textContent).toContain('Step 9: Open the door for the client');
    expect(screen.getByTestId('rung-mysql_rule').dataset.mark).toBe('broken');
    expect(screen.queryByTestId('rung-sign_in')).toBeNull();
    const held = screen.getByRole('button', { name: '8 hold' });
    expect(held.getAttribute('aria-expanded')).toBe('false');
    await fireEvent.click(held);
    expect(screen.getByTestId('rung-sign_in').dataset.mark).toBe('proven');
    expect(screen.queryByTestId('rung-install_server')).toBeNull();
  });
});

describe('the proof', () => {
  it('says who can reach MySQL before how that was asked', async () => {
    show(SCENES.proof!.host(), '#/lab/first-lab');
    await screen.findByTestId('databases-table');
    expect(screen.getAllByRole('heading', { level: 2 }).map((heading) => heading.textContent)).toEqual(expect.arrayContaining(['Who can reach 3306 on mysql_server', 'How it was asked']));
    const text = document.querySelector('main')!.textContent!;
    expect(text.indexOf('Anyone else')).toBeGreaterThan(0);
    expect(text.indexOf('Anyone else')).toBeLessThan(text.indexOf('How it was asked'));
  });
});

describe('the drawing', () => {
  it('says each part’s name and state, and takes the keyboard', async () => {
    show(new MockHost().add(lab('first-lab', 'all')), '#/lab/first-lab');
    const door = await screen.findByRole('button', { name: 'Door 3306: proven' });
    door.focus();
    await fireEvent.keyDown(door, { key: 'Enter' });
    await waitFor(() => expect(screen.getByTestId('fact').textContent).toContain('Door 3306'));
  });
});

describe('every screen', () => {
  // Colours need a real browser: `npm run screens` looks at them.
  it.each(Object.keys(SCENES))('%s has nothing that axe finds', async (name) => {
    const scene = SCENES[name]!;
    await words.choose(scene.language ?? 'en');
    show(scene.host(), scene.hash);
    await waitFor(() => expect(document.querySelector('h1')).toBeTruthy());
    await press(scene.presses);
    await type(scene.types);
    await tick();
    const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
    expect(found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(', ')}`)).toEqual([]);
  });
});
