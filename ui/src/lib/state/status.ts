import type { Check, Group, Lab, LabView, Problem, Progress, StepId, StepInfo } from '$api';
import type { RunState } from './run';

/** What is known of a step or a part, as it is shown everywhere: by shape, by word, and then by colour. */
export type Mark = 'notyet' | 'working' | 'proven' | 'broken' | 'waiting' | 'gone';

/** All that is known of one step at this moment. */
export interface StepStatus {
  id: StepId;
  /** Its place in the lab, from 1. */
  number: number;
  info: StepInfo;
  mark: Mark;
  /** The newest look at it. */
  check?: Check;
  /** When that was. */
  at?: string;
  byHand: boolean;
  /** How long the program took to do it. */
  millis?: number;
  progress?: Progress;
  /** When the work that goes on began. */
  since?: string;
  verb?: 'check' | 'apply' | 'undo';
  problem?: Problem;
  /** Whether it was proven, but before the machines that it is about were started again. */
  stale: boolean;
  /** Whether all that it needs is proven. */
  ready: boolean;
}

/** The state of each step: the record's last word, and over it what the current run says. */
export function statuses(view: LabView, run: RunState | undefined): StepStatus[] {
  const marks = new Map<StepId, Mark>();
  const tearing = run?.goal === 'tear_down';
  const onMachines = new Set<StepId>(['wait_until_running']);
  const found = view.steps.map((info, at): StepStatus => {
    const record = view.lab.steps[info.id];
    const live = run?.steps[info.id];
    const culprit = run?.finished?.culprit === info.id ? run.finished.problem : undefined;
    // While a run goes, or where it ended without the record being there, the run knows better than the record.
    const newer = live?.check && (!record || !live.at || live.at >= record.at);
    const check = newer ? live.check : record?.check;
    const problem = culprit ?? (live?.phase === 'failed' ? live.problem : undefined) ?? check?.problem;
    const seenAt = (newer ? live.at : record?.at) ?? live?.at;
    if (info.needs.some((need) => onMachines.has(need))) onMachines.add(info.id);
    let mark = markOf(check, problem);
    const stale = mark === 'proven' && onMachines.has(info.id) && isBefore(seenAt, view.lab.restarted_at);
    if (stale) mark = 'waiting';
    if (tearing) {
      if (live?.phase === 'undone') mark = 'gone';
      else if (live?.phase === 'skipped' && info.goes_with) mark = goesWithGone(info, run) ? 'gone' : run?.finished ? mark : 'waiting';
      // What was only looked at is gone with what it looked at.
      else if (info.needs.some((need) => marks.get(need) === 'gone')) mark = 'gone';
      else if (run?.finished?.outcome === 'done' && view.changes.includes(info.id)) mark = 'gone';
    }
    if (live?.phase === 'working' && !run?.finished) mark = 'working';
    marks.set(info.id, mark);
    return {
      id: info.id,
      number: at + 1,
      info,
      mark,
      check,
      at: seenAt,
      byHand: record?.by_hand ?? false,
      millis: live?.applied ? live.millis : (record?.millis ?? undefined),
      progress: run?.progress[info.id],
      since: live?.since,
      verb: live?.verb,
      problem: mark === 'broken' ? problem : undefined,
      stale: stale && mark === 'waiting',
      ready: false,
    };
  });
  for (const step of found) step.ready = step.info.needs.every((need) => marks.get(need) === 'proven');
  return found;
}

function isBefore(at: string | undefined, other: string | undefined): boolean {
  return at !== undefined && other !== undefined && Date.parse(at) < Date.parse(other);
}

function goesWithGone(info: StepInfo, run: RunState): boolean {
  return info.goes_with ? run.steps[info.goes_with]?.phase === 'undone' : false;
}

/** A step that was looked at and is not there is not yet; one whose look names something wrong, and not only something to know, is broken. */
function markOf(check: Check | undefined, problem: Problem | undefined): Mark {
  const wrong = problem?.severity === 'error';
  if (!check) return wrong ? 'broken' : 'notyet';
  switch (check.state) {
    case 'done':
      return 'proven';
    case 'waiting':
      return 'waiting';
    case 'blocked':
      return 'broken';
    default:
      return wrong ? 'broken' : 'notyet';
  }
}

/** The step that comes next: the first in order that is not proven. */
export function nextStep(steps: StepStatus[]): StepStatus | undefined {
  return steps.find((step) => step.mark !== 'proven');
}

export function allProven(steps: StepStatus[]): boolean {
  return steps.length > 0 && steps.every((step) => step.mark === 'proven');
}

/** Steps by the part of the lab that they belong to, in display order. */
export function byGroup(steps: StepStatus[]): { group: Group; steps: StepStatus[]; proven: number }[] {
  const groups: { group: Group; steps: StepStatus[]; proven: number }[] = [];
  for (const step of steps) {
    let last = groups.at(-1);
    if (last?.group !== step.info.group) groups.push((last = { group: step.info.group, steps: [], proven: 0 }));
    last.steps.push(step);
    if (step.mark === 'proven') last.proven += 1;
  }
  return groups;
}

/** The marks of a lab of which only the record is at hand. */
export function marksOf(lab: Pick<Lab, 'steps'>): (step: StepId) => Mark {
  return (step) => markOf(lab.steps[step]?.check, lab.steps[step]?.check.problem);
}
