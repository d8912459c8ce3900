import type { Event, LabView, Leftover, Line, Report } from '$api';

// Runs of the program on practice, as the window is told them. `cargo xtask record` makes them anew.
const FILES = import.meta.glob<string>('./*.jsonl', { query: '?raw', import: 'default', eager: true });

export type Name = 'setup' | 'verify' | 'broken' | 'repair' | 'stopped' | 'started' | 'teardown' | 'cancelled' | 'failed' | 'resumed' | 'by_hand_missing' | 'by_hand';

/** A run from its first event to its last, and how the lab was after it. */
export interface Recording {
  events: Event[];
  lines: Line[];
  /** The lab after it, without its steps; none after a tear-down. */
  view: Omit<LabView, 'steps'> | null;
  /** What carried the lab's tag after it. */
  remaining: Leftover[];
}

/** A recorded run. */
export function recording(name: Name): Recording {
  const told: Recording = { events: [], lines: [], view: null, remaining: [] };
  for (const line of FILES[`./${name}.jsonl`]!.trim().split('\n')) {
    const { event, line: output, view, remaining } = JSON.parse(line) as { event?: Event; line?: Line; view?: Recording['view']; remaining?: Leftover[] };
    if (event) told.events.push(event);
    if (output) told.lines.push(output);
    if (view) told.view = view;
    if (remaining) told.remaining = remaining;
  }
  return told;
}

/** A recorded run as the reports that a window is given, so many events at a time. */
export function recorded(name: Name, size: number): Report[] {
  const { events, lines } = recording(name);
  const run = (events[0] as Extract<Event, { kind: 'started' }>).run;
  const reports: Report[] = [];
  for (let at = 0; at < events.length; at += size) {
    const next = Math.min(at + size, events.length);
    reports.push({ run, lab: 'practice-1', events: events.slice(at, next), next_event: next, progress: [], lines: at === 0 ? lines : [], next_line: lines.length, finished: next === events.length });
  }
  return reports;
}
