import { describe, expect, it } from 'vitest';
import type { LabView } from '$api';
import { recorded, recording, type Name } from '../../test/recorded';
import { STEPS } from '../../test/mock/steps';
import { newRun, withReport, working, type RunState } from './run';
import { statuses } from './status';

const fold = (name: Name, size: number): RunState => {
  const reports = recorded(name, size);
  return reports.reduce(withReport, newRun(reports[0]!.run, 'practice-1'));
};

/** Each step with its mark, as a window shows it that reads the record after the run. */
const marks = (name: Name): [string, string][] => {
  const view = { ...recording(name).view!, steps: STEPS } as LabView;
  return statuses(view, fold(name, 50)).map((step) => [step.id, step.mark]);
};

describe('the end of a run of the real engine', () => {
  it('shows a stopped run as stopped, with what was done kept and nothing at work', () => {
    const run = fold('cancelled', 4);
    expect(run.finished).toMatchObject({ outcome: 'cancelled' });
    expect(working(run)).toEqual([]);
    expect(run.steps.security_group?.phase).toBe('done');
    expect(run.steps.launch_instances?.phase ?? 'ahead').not.toBe('done');
    // The record has the same steps proven, so that a reloaded window shows the same.
    expect(marks('cancelled').filter(([, mark]) => mark === 'proven').map(([id]) => id)).toEqual(['sign_in', 'look_before_creating', 'key_pair', 'security_group']);
    expect(run.finished?.leftovers.map((thing) => thing.kind)).toEqual(expect.arrayContaining(['security group', 'key pair']));
  });

  it('shows a failed run at its culprit, with what it left behind', () => {
    const run = fold('failed', 3);
    expect(run.finished).toMatchObject({ outcome: 'failed', culprit: 'look_before_creating' });
    expect(run.finished?.problem?.code).toBe('vcpu_limit');
    expect(run.finished?.leftovers.length).toBeGreaterThan(0);
    expect(run.steps.look_before_creating).toMatchObject({ phase: 'failed', problem: { code: 'vcpu_limit' } });
    expect(new Map(marks('failed')).get('look_before_creating')).toBe('broken');
  });

  it('shows a run that was taken up with every step proven, and only the missing ones done', () => {
    const run = fold('resumed', 7);
    expect(run.finished?.outcome).toBe('done');
    expect(run.steps.key_pair?.applied).toBe(false);
    expect(run.steps.launch_instances?.applied).toBe(true);
    expect(marks('resumed').every(([, mark]) => mark === 'proven')).toBe(true);
  });

  it('says what hand work lacks, and takes it for hand work once it is there', () => {
    const missing = fold('by_hand_missing', 2);
    expect(missing.finished?.outcome).toBe('failed');
    expect(missing.finished?.problem?.evidence.some((piece) => !piece.holds)).toBe(true);
    const step = statuses({ ...recording('by_hand').view!, steps: STEPS } as LabView, fold('by_hand', 2)).find((one) => one.id === 'mysql_rule');
    expect(step).toMatchObject({ mark: 'proven', byHand: true, millis: undefined });
  });

  it('finds the one culprit of a broken lab, and nothing broken after the repair', () => {
    const broken = fold('broken', 5);
    expect(broken.finished).toMatchObject({ outcome: 'unhealthy', culprit: 'mysql_rule' });
    expect(marks('broken').filter(([, mark]) => mark === 'broken').map(([id]) => id)).toEqual(['mysql_rule']);
    expect(marks('repair').every(([, mark]) => mark === 'proven')).toBe(true);
  });

  it('shows what was seen on the machines before a restart as to be looked at again', () => {
    const view = { ...recording('started').view!, steps: STEPS } as LabView;
    const steps = statuses(view, undefined);
    expect(view.health).not.toBe('healthy');
    expect(steps.filter((step) => step.stale).map((step) => step.id)).toEqual(expect.arrayContaining(['wait_until_running', 'connect_server', 'show_databases', 'test_wall']));
    expect(steps.find((step) => step.id === 'key_pair')).toMatchObject({ mark: 'proven', stale: false });
    // A run that looks at them again makes them proven.
    const seen = fold('verify', 50);
    const later = Object.fromEntries(Object.entries(seen.steps).map(([id, step]) => [id, { ...step, at: '2999-01-01T00:00:00Z' }]));
    expect(statuses(view, { ...seen, steps: later }).some((step) => step.stale)).toBe(false);
  });

  it('is whole again after a reload in its middle, asked for from the beginning', () => {
    const reports = recorded('setup', 20);
    const half = reports.slice(0, 4).reduce(withReport, newRun(reports[0]!.run, 'practice-1'));
    expect(half.finished).toBeUndefined();
    // The new window knows nothing, and asks since 0: it is told all that there is by then in one report, and the rest as it comes.
    const { events } = recording('setup');
    const first = { ...reports[0]!, events: events.slice(0, half.nextEvent), next_event: half.nextEvent };
    const anew = [first, ...reports.slice(4)].reduce(withReport, newRun(reports[0]!.run, 'practice-1'));
    expect(anew).toEqual(fold('setup', 20));
  });
});
