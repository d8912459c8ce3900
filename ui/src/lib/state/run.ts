import type { Check, Event, Finished, Goal, Pace, Problem, Progress, Report, RunId, StepId, Text, Verb } from '$api';

/** How far a step is in a run. */
export type Phase = 'ahead' | 'working' | 'looked' | 'done' | 'failed' | 'skipped' | 'undone';

/** What a run has said of one step. */
export interface StepRun {
  phase: Phase;
  /** The verb that is at work, or was last. */
  verb?: Verb;
  /** When the verb began. */
  since?: string;
  /** When it was last heard of. */
  at?: string;
  check?: Check;
  /** Whether this run applied it. */
  applied?: boolean;
  millis?: number;
  problem?: Problem;
  why?: Text;
}

/** What a run has said so far. */
export interface RunState {
  run: RunId;
  lab: string;
  goal?: Goal;
  pace?: Pace;
  startedAt?: string;
  /** The steps it goes through, in its order. */
  order: StepId[];
  steps: { [step: StepId]: StepRun };
  progress: { [step: StepId]: Progress };
  nextEvent: number;
  nextLine: number;
  finished?: Finished;
  finishedAt?: string;
}

export function newRun(run: RunId, lab: string): RunState {
  return { run, lab, order: [], steps: {}, progress: {}, nextEvent: 0, nextLine: 0 };
}

/** The run after one more report. A report of another run, or one that was already taken in, changes nothing. */
export function withReport(state: RunState, report: Report): RunState {
  if (report.run !== state.run) return state;
  let next = state;
  for (const event of report.events) {
    if (event.index >= next.nextEvent) next = withEvent(next, event);
  }
  return {
    ...next,
    progress: next.finished ? {} : Object.fromEntries(report.progress.map((one) => [one.step, one])),
    nextEvent: Math.max(next.nextEvent, report.next_event),
    nextLine: Math.max(next.nextLine, report.next_line),
  };
}

/** The run after one more event. */
export function withEvent(state: RunState, event: Event): RunState {
  const next = { ...state, nextEvent: event.index + 1 };
  const set = (step: StepId, change: Partial<StepRun>): RunState => ({
    ...next,
    steps: { ...state.steps, [step]: { ...(state.steps[step] ?? { phase: 'ahead' }), ...change, at: event.at } },
  });
  switch (event.kind) {
    case 'started':
      return { ...next, goal: event.goal, pace: event.pace, order: event.steps, startedAt: event.at };
    case 'step_started': {
      // A check that follows an apply belongs to the same piece of work, so its clock goes on.
      const before = state.steps[event.step];
      const since = before?.phase === 'working' && before.since ? before.since : event.at;
      return set(event.step, { phase: 'working', verb: event.verb, since });
    }
    case 'step_checked': {
      const check: Check = { state: event.state, evidence: event.evidence, ...(event.problem && { problem: event.problem }) };
      // In a verification the look is all there is; elsewhere the step is still at work until it is done or failed.
      return set(event.step, state.goal === 'verify' ? { phase: 'looked', check } : { check });
    }
    case 'step_done':
      return set(event.step, { phase: 'done', applied: event.applied, millis: event.millis });
    case 'step_failed':
      return set(event.step, { phase: 'failed', problem: event.problem, millis: event.millis });
    case 'step_skipped':
      return set(event.step, { phase: 'skipped', why: event.why });
    case 'step_undone':
      return set(event.step, { phase: 'undone', millis: event.millis });
    case 'finished': {
      const { index: _index, at, kind: _kind, ...finished } = event;
      return { ...next, finished, finishedAt: at };
    }
  }
}

/** The steps that are at work, in the run's order. */
export function working(state: RunState | undefined): StepId[] {
  if (!state || state.finished) return [];
  return state.order.filter((step) => state.steps[step]?.phase === 'working');
}

/** The one step that a goal is about, if it is about one. */
export function stepOf(goal: Goal | undefined): StepId | undefined {
  if (typeof goal !== 'object') return undefined;
  return 'step' in goal ? goal.step : 'check_step' in goal ? goal.check_step : goal.undo_step;
}
