// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useHost } from '$lib/host';
import { words } from '$lib/i18n/index.svelte';
import { router } from '$lib/state/route.svelte';
import App from '../App.svelte';
import { MockHost } from '../test/mock/host';
import { AT, PRACTICE_LOST, UNFINISHED, evidence, lab, record } from '../test/mock/labs';
import { SCENES } from '../test/mock/scenes';

let host: MockHost;

function show(own: MockHost, hash: string): void {
  host = own;
  useHost(host);
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
const whole = (): MockHost => new MockHost().add(lab('practice-1', 'all'));

describe('a drill', () => {
  it('is begun once, however often its button is clicked, and leads to the look that finds it', async () => {
    show(whole(), '#/lab/practice-1');
    await fireEvent.click(await screen.findByTestId('drills'));
    const button = await screen.findByTestId('drill-mysql_stopped');
    await waitFor(() => expect((button as HTMLButtonElement).disabled).toBe(false));
    for (let n = 0; n < 3; n += 1) void fireEvent.click(button);
    const title = await screen.findByTestId('drill-title');
    expect(times('start_drill')).toBe(1);
    await waitFor(() => expect(document.activeElement).toBe(title));
    await fireEvent.click(screen.getByTestId('verify'));
    await waitFor(() => expect(location.hash).toBe('#/verify/practice-1'));
    await waitFor(() => expect(host.runs.get('practice-1')?.[0]?.events[0]).toMatchObject({ goal: 'verify' }));
  });

  it('stands on every screen of its lab until the lab holds', async () => {
    for (const hash of ['#/lab/practice-1', '#/lab/practice-1/key_pair', '#/verify/practice-1', '#/access/practice-1']) {
      const own = whole();
      own.drills.start('door_outdated');
      show(own, hash);
      expect((await screen.findByTestId('drill-banner')).textContent, hash).toContain('The door names somebody else');
      cleanup();
    }
  });

  it('is over when a run has ended and the lab was seen to hold, and says what it was', async () => {
    const own = whole();
    own.drills.start(null);
    const run = own.begin('practice-1', 'repair', 'all_at_once');
    show(own, '#/lab/practice-1');
    const banner = await screen.findByTestId('drill-banner');
    expect(banner.textContent).not.toContain('3306');
    own.drills.solved = true;
    own.say(run, { kind: 'finished', outcome: 'done', lab: 'practice-1', goal: 'repair', databases: [], checks: [], leftovers: [], removed: [], millis: 5 });
    await waitFor(() => expect(screen.getByTestId('drill-banner').textContent).toContain('The inbound rule for 3306 was rewritten'));
    await fireEvent.click(screen.getByTestId('drill-over'));
    await waitFor(() => expect(screen.queryByTestId('drill-banner')).toBeNull());
    expect(own.runs.get('practice-1')).toHaveLength(1);
  });

  it('does not tell a surprise, but where to look when asked', async () => {
    const own = whole();
    own.drills.start(null);
    show(own, '#/drills/practice-1');
    expect((await screen.findByTestId('drill-title')).textContent).toBe('A surprise');
    expect(document.body.textContent).not.toContain('hostname -i');
    await fireEvent.click(screen.getByTestId('drill-show-hint'));
    expect((await screen.findByTestId('drill-hint')).textContent).toContain('hostname -i');
  });

  it('is given up after a question, and then repaired', async () => {
    const own = whole();
    own.drills.start('mysql_stopped');
    show(own, '#/drills/practice-1');
    await fireEvent.click(await screen.findByTestId('drill-end'));
    expect(times('end_drill')).toBe(0);
    await fireEvent.click(screen.getByTestId('confirm'));
    await waitFor(() => expect(host.runs.get('practice-1')?.[0]?.events[0]).toMatchObject({ goal: 'repair' }));
    await waitFor(() => expect(document.body.textContent).toContain('The service mysql on mysql_server was stopped.'));
  });

  it('cannot begin in a lab that is not whole', async () => {
    show(SCENES['drills-not-ready']!.host(), '#/drills/practice-1');
    const button = (await screen.findByTestId('drill-mysql_stopped')) as HTMLButtonElement;
    expect(button.disabled).toBe(true);
    expect((screen.getByTestId('drill-surprise') as HTMLButtonElement).disabled).toBe(true);
  });

  it('is nowhere to be found on AWS', async () => {
    const aws = { kind: 'aws', profile: 'default', region: 'us-east-1' } as const;
    for (const hash of ['#/lab/practice-1', '#/drills/practice-1', '#/access/practice-1']) {
      show(new MockHost().add(lab('practice-1', 'all', aws)), hash);
      await screen.findByTestId('databases-table');
      expect(screen.queryByTestId('drills'), hash).toBeNull();
      expect(times('drills') + times('practice'), hash).toBe(0);
      cleanup();
    }
  });
});

describe('one’s own programs', () => {
  it('are shown by the commands to type, each with its copy button, and asked for anew', async () => {
    show(whole(), '#/lab/practice-1/key_pair');
    await fireEvent.click(await screen.findByTestId('open-access'));
    const access = await screen.findByTestId('access');
    expect(access.textContent).toContain('ssh -i');
    expect(access.textContent).toContain('AWS_ENDPOINT_URL=http://127.0.0.1');
    await fireEvent.click(screen.getByRole('button', { name: 'Copy ssh mysql_client' }));
    expect(host.copied).toContain('-p 40311 ubuntu@127.0.0.1');
    await fireEvent.click(screen.getByTestId('access-again'));
    await waitFor(() => expect(times('practice')).toBe(2));
  });

  it('are told in PowerShell’s words as well', async () => {
    show(whole(), '#/access/practice-1');
    await fireEvent.click(await screen.findByTestId('tab-powershell'));
    expect(screen.getByTestId('access').textContent).toContain("$env:AWS_ENDPOINT_URL = 'http");
  });
});

describe('a step done by hand', () => {
  it('that is not all there says what was seen and what is missing, and takes the focus there', async () => {
    const own = lab('practice-1', 'bind_address');
    const pretend = new MockHost().add(own);
    show(pretend, '#/lab/practice-1/bind_address');
    await fireEvent.click(await screen.findByTestId('check-step'));
    await waitFor(() => expect(pretend.runs.get('practice-1')).toHaveLength(1));
    const run = pretend.runs.get('practice-1')![0]!;
    const seen = [evidence('The configuration says 0.0.0.0', 'cat', '0.0.0.0'), evidence('MySQL listens on the network', 'ss -ltnH', '127.0.0.1:3306', false)];
    own.steps.bind_address = { check: { state: 'partial', evidence: seen }, at: AT, by_hand: false, millis: null };
    pretend.say(run, { kind: 'step_checked', step: 'bind_address', state: 'partial', evidence: seen });
    pretend.say(run, { kind: 'step_failed', step: 'bind_address', problem: UNFINISHED, millis: 5 });
    pretend.say(run, { kind: 'finished', outcome: 'failed', lab: 'practice-1', goal: { check_step: 'bind_address' }, databases: [], checks: [], problem: UNFINISHED, culprit: 'bind_address', leftovers: [], removed: [], millis: 5 });
    const missing = await screen.findByTestId('still-missing');
    await waitFor(() => expect(missing.textContent).toContain('one of 2 is missing'));
    expect(missing.textContent).toContain('127.0.0.1:3306');
    await waitFor(() => expect(document.activeElement).toBe(missing));
    expect(screen.queryByTestId('problem')).toBeNull();
    expect(screen.getByTestId('rail-bind_address').dataset.mark).toBe('notyet');
    expect(screen.getByTestId('check-step').textContent).toBe('Check again');
  });

  it('is told as such after a restart', async () => {
    show(SCENES['hand-done']!.host(), '#/lab/practice-1/mysql_rule');
    expect((await screen.findByText('Proven, done by hand')).textContent).toBeTruthy();
  });

  it('is told that the key belongs into the lab’s folder', async () => {
    show(new MockHost().add(lab('practice-1', 'key_pair')), '#/lab/practice-1/key_pair');
    const copy = await screen.findByRole('button', { name: 'Copy /home/ada/labs/practice-1' });
    expect(copy.closest('.note')?.textContent).toContain('/home/ada/labs/practice-1');
  });
});

describe('the report', () => {
  it('is saved from the proof in the language of the window', async () => {
    words.choose('es');
    try {
      show(whole(), '#/lab/practice-1');
      await fireEvent.click(await screen.findByTestId('save-report'));
      await waitFor(() => expect(host.saved).toBeDefined());
      expect(host.saved).toEqual({ name: 'practice-1-report.html', text: '<!doctype html><html lang="es"><h1>Los pasos</h1></html>' });
    } finally {
      words.choose('en');
    }
  });

  it('can still be saved when the lab is gone', async () => {
    show(SCENES.receipt!.host(), '#/tear-down/first-lab');
    await fireEvent.click(await screen.findByTestId('save-report'));
    await waitFor(() => expect(host.saved?.name).toBe('first-lab-report.html'));
  });
});

describe('a practice lab whose file is gone', () => {
  it('says so, and can be set up again', async () => {
    const own = whole();
    own.refusals.set('run', PRACTICE_LOST);
    show(own, '#/verify/practice-1');
    await fireEvent.click(await screen.findByTestId('verify-again'));
    expect((await screen.findByTestId('problem')).dataset.code).toBe('practice_lost');
    own.refusals.clear();
    own.labs.get('practice-1')!.steps.key_pair = record('key_pair', 'absent');
    await fireEvent.click(screen.getByTestId('remedy-repair'));
    await waitFor(() => expect(host.runs.get('practice-1')?.[0]?.events[0]).toMatchObject({ goal: 'repair' }));
  });
});
