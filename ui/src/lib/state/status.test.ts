import { describe, expect, it } from 'vitest';
import type { Event, Finished } from '$api';
import { lab, record, DOOR_PROBLEM } from '../../test/mock/labs';
import { MockHost } from '../../test/mock/host';
import { newRun, withEvent, type RunState } from './run';
import { allProven, byGroup, nextStep, statuses, type Mark } from './status';

const view = (upTo: string) => new MockHost().add(lab('x', upTo)).view('x');
const marks = (upTo: string, run?: RunState): Record<string, Mark> => Object.fromEntries(statuses(view(upTo), run).map((step) => [step.id, step.mark]));

function run(...kinds: object[]): RunState {
  return kinds.reduce<RunState>((state, kind, index) => withEvent(state, { index, at: new Date().toISOString(), ...kind } as Event), newRun('r', 'x'));
}
const finished = (more: Partial<Finished>): object => ({ kind: 'finished', outcome: 'done', lab: 'x', goal: 'set_up', databases: [], checks: [], leftovers: [], removed: [], millis: 1, ...more });

describe('the state of a step', () => {
  it('is proven where the record says so, and not yet where it says nothing', () => {
    expect(marks('key_pair')).toMatchObject({ sign_in: 'proven', look_before_creating: 'proven', key_pair: 'notyet' });
  });

  it('is ready when all that it needs is proven', () => {
    const ready = statuses(view('key_pair'), undefined).filter((step) => step.ready && step.mark !== 'proven').map((step) => step.id);
    expect(ready).toEqual(['key_pair', 'security_group']);
  });

  it('is working while a run is at it, whatever the record says', () => {
    const going = run({ kind: 'started', run: 'r', lab: 'x', goal: 'verify', pace: 'one_by_one', steps: ['sign_in'] }, { kind: 'step_started', step: 'sign_in', verb: 'check' });
    expect(marks('key_pair', going).sign_in).toBe('working');
  });

  it('is broken for the culprit of a verification, even where nothing was seen at all', () => {
    const looked = run(
      { kind: 'started', run: 'r', lab: 'x', goal: 'verify', pace: 'one_by_one', steps: ['key_pair'] },
      { kind: 'step_checked', step: 'key_pair', state: 'absent', evidence: [] },
      finished({ outcome: 'unhealthy', goal: 'verify', culprit: 'key_pair', problem: DOOR_PROBLEM }),
    );
    const step = statuses(view('key_pair'), looked).find((one) => one.id === 'key_pair');
    expect(step?.mark).toBe('broken');
    expect(step?.problem).toEqual(DOOR_PROBLEM);
  });

  it('is not yet for a step that is only absent', () => {
    const own = view('key_pair');
    own.lab.steps.key_pair = record('key_pair', 'absent');
    expect(statuses(own, undefined).find((one) => one.id === 'key_pair')?.mark).toBe('notyet');
  });

  it('is gone with the step that it goes with', () => {
    const torn = run(
      { kind: 'started', run: 'r', lab: 'x', goal: 'tear_down', pace: 'all_at_once', steps: [] },
      { kind: 'step_skipped', step: 'install_server', why: { id: 'goes-with', english: '' } },
      { kind: 'step_started', step: 'launch_instances', verb: 'undo' },
    );
    expect(marks('all', torn)).toMatchObject({ launch_instances: 'working', install_server: 'waiting' });
    const gone = withEvent(torn, { index: 3, at: '', kind: 'step_undone', step: 'launch_instances', millis: 1 });
    expect(marks('all', gone)).toMatchObject({ launch_instances: 'gone', install_server: 'gone', sign_in: 'proven' });
  });
});

it('goes on with the first step that is not proven, and with none at the end', () => {
  expect(nextStep(statuses(view('bind_address'), undefined))?.id).toBe('bind_address');
  expect(nextStep(statuses(view('all'), undefined))).toBeUndefined();
  expect(allProven(statuses(view('all'), undefined))).toBe(true);
});

it('puts the steps into their groups in display order', () => {
  const groups = byGroup(statuses(view('key_pair'), undefined));
  expect(groups.map((one) => one.group)).toEqual(['prepare', 'launch', 'network', 'server', 'client', 'proof']);
  expect(groups[0]?.proven).toBe(2);
});
