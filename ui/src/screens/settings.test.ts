// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useHost } from '$lib/host';
import { router } from '$lib/state/route.svelte';
import App from '../App.svelte';
import { MockHost, wrong } from '../test/mock/host';
import { DOOR_PROBLEM, NOBODY, PASTED_GONE, lab, record } from '../test/mock/labs';

const BLOCK = 'export AWS_ACCESS_KEY_ID="ASIAIOSFODNN7EXAMPLE"\nexport AWS_SECRET_ACCESS_KEY="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"\nexport AWS_SESSION_TOKEN="IQoJ"\n';

/** The host, with what each call was given. */
class Recorder extends MockHost {
  readonly given: [string, any][] = [];

  constructor() {
    super();
    const answer = this.call as (method: string, args?: object) => Promise<unknown>;
    this.call = (async (method: string, args?: object) => {
      this.given.push([method, structuredClone(args)]);
      return answer(method, args);
    }) as never;
  }

  last(method: string): any {
    return this.given.findLast(([name]) => name === method)?.[1];
  }
}

function show<H extends MockHost>(host: H, hash: string): H {
  useHost(host);
  router.replace({ screen: 'home' });
  location.hash = hash;
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  render(App);
  return host;
}

/** What a browser sends when something is pasted. */
function paste(into: HTMLElement, text: string): Promise<boolean> {
  return fireEvent.paste(into, { clipboardData: { getData: () => text } });
}

afterEach(cleanup);

describe('pasted keys', () => {
  it('go to the program at once, leave nothing in the window, and stand for a lab by their account', async () => {
    const host = show(new Recorder(), '#/new/aws');
    await fireEvent.click(await screen.findByTestId('aws-paste'));
    const field = screen.getByTestId('paste-keys') as HTMLTextAreaElement;
    await paste(field, BLOCK);
    expect(field.value).toBe('');
    await waitFor(() => expect(screen.getByTestId('aws-identity').textContent).toContain('…MPLE'));
    expect(host.last('paste_keys')).toEqual({ text: BLOCK, region: 'eu-central-1' });
    expect(document.documentElement.outerHTML).not.toContain('wJalr');
    await waitFor(() => expect(host.last('plan').new_lab.target).toEqual({ kind: 'aws', profile: null, region: 'eu-central-1', pasted: '123456789012' }));
    await fireEvent.change(screen.getByTestId('aws-profile'), { target: { value: 'school' } });
    await waitFor(() => expect(host.last('plan').new_lab.target).toMatchObject({ profile: 'school' }));
    expect(host.last('plan').new_lab.target.pasted).toBeUndefined();
  });

  it('that are not whole say what is missing, and the field is empty', async () => {
    show(new Recorder(), '#/new/aws');
    await fireEvent.click(await screen.findByTestId('aws-paste'));
    const field = screen.getByTestId('paste-keys') as HTMLTextAreaElement;
    await paste(field, 'SECRET-without-a-key');
    expect((await screen.findByTestId('paste-wrong')).textContent).toContain('No access key was found');
    expect(field.value).toBe('');
    expect(document.documentElement.outerHTML).not.toContain('SECRET-without');
  });

  it('can be typed where nothing can be pasted', async () => {
    const host = show(new Recorder(), '#/new/aws');
    await fireEvent.click(await screen.findByTestId('aws-paste'));
    const field = screen.getByTestId('paste-keys') as HTMLTextAreaElement;
    await fireEvent.input(field, { target: { value: BLOCK } });
    await fireEvent.click(screen.getByTestId('paste-use'));
    await waitFor(() => expect(host.pasted).toBe(true));
    expect(field.value).toBe('');
  });

  it('are asked for where nobody is signed in', async () => {
    const host = new Recorder();
    host.refusals.set('aws_identity', NOBODY);
    show(host, '#/new/aws');
    expect(await screen.findByTestId('paste-keys')).toBeTruthy();
  });

  it('are asked for again for a lab whose own went, and those of another account are refused', async () => {
    const host = new Recorder();
    host.add(lab('first-lab', 'all', { kind: 'aws', profile: null, region: 'us-east-1', pasted: '123456789012' }));
    host.refusals.set('remaining', PASTED_GONE);
    show(host, '#/tear-down/first-lab');
    await fireEvent.click(await screen.findByTestId('remedy-paste_keys'));
    await paste(await screen.findByTestId('paste-keys'), BLOCK);
    await waitFor(() => expect(screen.getByTestId('things').textContent).toContain('i-0d91c6f0ab27e4413'));
    expect(host.last('paste_keys_for')).toEqual({ name: 'first-lab', text: BLOCK });
    expect(screen.queryByTestId('paste-keys')).toBeNull();
  });

  it('can be given to a lab that was begun without a sign-in, beside trying again', async () => {
    const host = new Recorder();
    const own = lab('first-lab', 'none', { kind: 'aws', profile: 'default', region: 'us-east-1' });
    own.steps.sign_in = record('sign_in', 'blocked', NOBODY);
    host.add(own);
    show(host, '#/lab/first-lab/sign_in');
    await fireEvent.click(await screen.findByTestId('remedy'));
    expect(await screen.findByTestId('paste-again')).toBeTruthy();
    await paste(await screen.findByTestId('paste-keys'), BLOCK);
    await waitFor(() => expect(host.labs.get('first-lab')?.target).toMatchObject({ pasted: '123456789012' }));
  });

  it('of another account are refused by its number', async () => {
    const host = new Recorder();
    host.add(lab('first-lab', 'all', { kind: 'aws', profile: null, region: 'us-east-1', pasted: '999999999999' }));
    host.refusals.set('remaining', PASTED_GONE);
    show(host, '#/tear-down/first-lab');
    await fireEvent.click(await screen.findByTestId('remedy-paste_keys'));
    await paste(await screen.findByTestId('paste-keys'), BLOCK);
    expect((await screen.findByTestId('paste-wrong')).textContent).toContain('999999999999');
  });
});

describe('a lab’s card', () => {
  it('says why its machines were not stopped until keys are pasted, and stops them then', async () => {
    const host = new Recorder();
    host.add(lab('first-lab', 'all', { kind: 'aws', profile: null, region: 'us-east-1', pasted: '123456789012' }));
    host.refusals.set('stop_machines', PASTED_GONE);
    show(host, '#/');
    await fireEvent.click(await screen.findByTestId('card-machines'));
    await fireEvent.click(await screen.findByTestId('remedy-paste_keys'));
    await paste(await screen.findByTestId('paste-keys'), BLOCK);
    await waitFor(() => expect(host.labs.get('first-lab')?.server.state).toBe('stopped'));
    await waitFor(() => expect(screen.queryByTestId('problem')).toBeNull());
  });
});

describe('the form', () => {
  it('shows this computer’s address, and warns of anywhere', async () => {
    const host = show(new Recorder(), '#/new/aws');
    await fireEvent.click(await screen.findByTestId('more-choices'));
    await waitFor(() => expect(screen.getByTestId('my-address').textContent).toBe('198.51.100.23/32'));
    await fireEvent.click(screen.getByTestId('ssh-anywhere'));
    expect(screen.getByTestId('ssh-warning')).toBeTruthy();
    await fireEvent.click(screen.getByTestId('ssh-cidr'));
    expect((screen.getByTestId('field-ssh_from') as HTMLInputElement).value).toBe('198.51.100.23/32');
    await waitFor(() => expect(host.last('plan').new_lab.settings.ssh_from).toEqual({ cidr: '198.51.100.23/32' }));
  });

  it('asks nobody for an address in practice', async () => {
    const host = show(new Recorder(), '#/new/practice');
    await fireEvent.click(await screen.findByTestId('more-choices'));
    await screen.findByTestId('ssh-my-ip');
    expect(host.calls).not.toContain('internet_address');
  });

  it('offers types with their prices, and any other by its name', async () => {
    const host = show(new Recorder(), '#/new/aws');
    await fireEvent.click(await screen.findByTestId('more-choices'));
    await fireEvent.click(await screen.findByTestId('type-t3.small'));
    expect(screen.getByTestId('instance-types').textContent).toContain('$0.053');
    await waitFor(() => expect(host.last('plan').new_lab.settings.instance_type).toBe('t3.small'));
    await fireEvent.click(screen.getByTestId('type-own'));
    await fireEvent.input(await screen.findByTestId('field-instance_type'), { target: { value: 'c7i-flex.large' } });
    await waitFor(() => expect(host.last('plan').new_lab.settings.instance_type).toBe('c7i-flex.large'));
    expect(screen.getByTestId('field-instance_type')).toBeTruthy();
  });

  it('takes a key file that is dropped before its field is open, and shows the field', async () => {
    const host = show(new Recorder(), '#/new/practice');
    HTMLElement.prototype.scrollIntoView = vi.fn();
    await screen.findByTestId('more-choices');
    host.drag({ at: 'held' });
    expect(await screen.findByTestId('key-drop')).toBeTruthy();
    host.drag({ at: 'dropped', paths: ['/home/ada/Downloads'] });
    await waitFor(() => expect(host.last('inspect_key')).toEqual({ path: '/home/ada/Downloads' }));
    expect(await screen.findByTestId('key-verdict')).toBeTruthy();
    expect(screen.queryByTestId('key-drop')).toBeNull();
    expect(document.activeElement).toBe(screen.getByTestId('field-key_path'));
    expect(HTMLElement.prototype.scrollIntoView).toHaveBeenCalled();
  });

  it('takes a file that is dropped in place of another, and none that is taken away again', async () => {
    const host = show(new Recorder(), '#/adopt');
    HTMLElement.prototype.scrollIntoView = () => {};
    const field = (await screen.findByTestId('field-key_path')) as HTMLInputElement;
    host.drag({ at: 'dropped', paths: ['/home/ada/first.pem', '/home/ada/other.pem'] });
    await waitFor(() => expect(field.value).toBe('/home/ada/first.pem'));
    host.drag({ at: 'held' });
    await screen.findByTestId('key-drop');
    host.drag({ at: 'gone' });
    await waitFor(() => expect(screen.queryByTestId('key-drop')).toBeNull());
    host.drag({ at: 'dropped', paths: ['/home/ada/second.pem'] });
    await waitFor(() => expect(field.value).toBe('/home/ada/second.pem'));
  });
});

describe('what is wrong in the form', () => {
  it('is counted beside the button, and shown at its field', async () => {
    const host = new Recorder();
    host.planProblems = [wrong('database', { id: 'setting-database-test', english: 'The secure script removes a database named test; choose another name.' })];
    show(host, '#/new/practice');
    HTMLElement.prototype.scrollIntoView = () => {};
    await fireEvent.click(await screen.findByTestId('to-mend'));
    expect(document.activeElement).toBe(screen.getByTestId('field-database'));
    expect((screen.getByTestId('new-lab-create') as HTMLButtonElement).disabled).toBe(true);
  });
});

describe('the settings of a step', () => {
  it('are kept as they are chosen, and before the step is done', async () => {
    const host = new Recorder();
    host.add(lab('practice-1', 'create_database'));
    show(host, '#/lab/practice-1');
    await fireEvent.input(await screen.findByTestId('field-database'), { target: { value: 'ducks' } });
    await fireEvent.click(screen.getByTestId('do-step'));
    await waitFor(() => expect(host.calls).toContain('run'));
    expect(host.labs.get('practice-1')?.settings.database).toBe('ducks');
    expect(host.calls.indexOf('change_settings')).toBeLessThan(host.calls.indexOf('run'));
    expect(host.calls.filter((call) => call === 'change_settings').length).toBe(1);
  });

  it('that are refused say so at their field, and the step is not begun', async () => {
    const host = new Recorder();
    host.add(lab('practice-1', 'create_database'));
    show(host, '#/lab/practice-1');
    const field = await screen.findByTestId('field-database');
    await fireEvent.input(field, { target: { value: '🦆' } });
    await fireEvent.click(screen.getByTestId('do-step'));
    await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
    expect(screen.getByRole('alert').textContent).toContain('emoji');
    expect(host.calls).not.toContain('run');
    await fireEvent.input(field, { target: { value: 'testing_123' } });
    await waitFor(() => expect(field.getAttribute('aria-invalid')).toBeNull());
  });

  it('open where a remedy leads to them', async () => {
    HTMLElement.prototype.scrollIntoView = () => {};
    const own = lab('first-lab', 'key_pair', { kind: 'aws', profile: 'default', region: 'us-east-1' });
    own.steps.key_pair = record('key_pair', 'absent', { ...DOOR_PROBLEM, code: 'key_not_found', remedies: [{ text: { id: 'k', english: 'Choose the .pem file again.' }, action: 'choose_key' }] });
    show(new Recorder().add(own), '#/lab/first-lab/key_pair');
    await fireEvent.click(await screen.findByTestId('remedy'));
    await waitFor(() => expect(screen.getByTestId('choose-key').closest('details')?.open).toBe(true));
    expect(await screen.findByTestId('key-import')).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByTestId('choose-key'));
  });

  it('cannot be changed once a step has begun with them', async () => {
    const host = new Recorder();
    host.add(lab('practice-1', 'all'));
    show(host, '#/lab/practice-1/create_database');
    await screen.findByTestId('undo-step');
    expect(screen.queryByTestId('step-settings')).toBeNull();
  });

  it('of a step that only looks can be chosen again until something was made with them', async () => {
    const host = new Recorder();
    host.add(lab('first-lab', 'key_pair', { kind: 'aws', profile: 'default', region: 'us-east-1' }));
    show(host, '#/lab/first-lab/look_before_creating');
    const fold = (await screen.findByTestId('choose-instance_type')).closest('details')!;
    fold.open = true;
    await fireEvent(fold, new Event('toggle'));
    await fireEvent.click(await screen.findByTestId('type-t3.small'));
    await waitFor(() => expect(host.labs.get('first-lab')?.settings.instance_type).toBe('t3.small'));
  });
});
