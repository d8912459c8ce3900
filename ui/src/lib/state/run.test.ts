import { describe, expect, it } from 'vitest';
import type { Event, Report } from '$api';
import { newRun, stepOf, withReport, working, type RunState } from './run';

const at = '2026-11-22T14:00:00Z';
type Kind = Event extends infer E ? (E extends unknown ? Omit<E, 'index' | 'at'> : never) : never;

function report(state: RunState, kinds: Kind[], more: Partial<Report> = {}): Report {
  const events = kinds.map((kind, n) => ({ index: state.nextEvent + n, at, ...kind }) as Event);
  return { run: state.run, lab: state.lab, events, next_event: state.nextEvent + kinds.length, progress: [], lines: [], next_line: 0, finished: false, ...more };
}

function after(kinds: Kind[], from = newRun('r', 'lab')): RunState {
  return withReport(from, report(from, kinds));
}

const started: Kind = { kind: 'started', run: 'r', lab: 'lab', goal: 'set_up', pace: 'all_at_once', steps: ['a', 'b'] };

describe('a run, from its reports', () => {
  it('shows a step that is done as this run did it, with how long it took', () => {
    const state = after([started, { kind: 'step_started', step: 'a', verb: 'check' }, { kind: 'step_started', step: 'a', verb: 'apply' }, { kind: 'step_checked', step: 'a', state: 'done', evidence: [] }, { kind: 'step_done', step: 'a', applied: true, millis: 1200 }]);
    expect(state.steps.a).toMatchObject({ phase: 'done', applied: true, millis: 1200, check: { state: 'done' } });
    expect(state.nextEvent).toBe(5);
  });

  it('takes in an event once, however often it is told', () => {
    const state = after([started, { kind: 'step_started', step: 'a', verb: 'apply' }]);
    const again = withReport(state, report(newRun('r', 'lab'), [started, { kind: 'step_started', step: 'a', verb: 'apply' }]));
    expect(again.steps).toEqual(state.steps);
    expect(again.nextEvent).toBe(2);
  });

  it('is not moved by the report of another run', () => {
    const state = after([started]);
    expect(withReport(state, { ...report(state, [{ kind: 'step_started', step: 'a', verb: 'apply' }]), run: 'other' })).toBe(state);
  });

  it('keeps a step at work while it is looked at again after its apply, by the same clock', () => {
    const state = after([started, { kind: 'step_started', step: 'a', verb: 'apply' }]);
    const since = state.steps.a?.since;
    const next = after([{ kind: 'step_started', step: 'a', verb: 'check' }, { kind: 'step_checked', step: 'a', state: 'done', evidence: [] }], state);
    expect(next.steps.a).toMatchObject({ phase: 'working', since });
  });

  it('ends a step by its look when it only verifies', () => {
    const state = after([{ ...started, goal: 'verify' } as Kind, { kind: 'step_started', step: 'a', verb: 'check' }, { kind: 'step_checked', step: 'a', state: 'absent', evidence: [] }]);
    expect(state.steps.a?.phase).toBe('looked');
  });

  it('works on nothing and shows no progress once it has ended', () => {
    const going = after([started, { kind: 'step_started', step: 'b', verb: 'apply' }]);
    expect(working(going)).toEqual(['b']);
    const finished = { kind: 'finished', outcome: 'cancelled', lab: 'lab', goal: 'set_up', databases: [], checks: [], leftovers: [], removed: [], millis: 5 } as Kind;
    const ended = withReport(going, report(going, [finished], { progress: [{ step: 'b', note: { id: 'n', english: 'late' }, since: at }], finished: true }));
    expect(working(ended)).toEqual([]);
    expect(ended.progress).toEqual({});
    expect(ended.finished?.outcome).toBe('cancelled');
    expect(ended.finished).not.toHaveProperty('kind');
  });

  it('replaces the progress by the newest report', () => {
    const going = after([started, { kind: 'step_started', step: 'a', verb: 'apply' }]);
    const told = withReport(going, report(going, [], { progress: [{ step: 'a', note: { id: 'n', english: 'half' }, fraction: 0.5, since: at }] }));
    expect(told.progress.a?.fraction).toBe(0.5);
    expect(withReport(told, report(told, [])).progress).toEqual({});
  });

  it('names the step that a goal is about', () => {
    expect(stepOf({ check_step: 'a' })).toBe('a');
    expect(stepOf({ undo_step: 'b' })).toBe('b');
    expect(stepOf('verify')).toBeUndefined();
  });
});
