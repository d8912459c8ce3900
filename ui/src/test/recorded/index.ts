import type { Event, Line, Report } from '$api';
import setup from './setup.jsonl?raw';
import teardown from './teardown.jsonl?raw';
import verify from './verify.jsonl?raw';

// Taken from `mysql-lab … --json` on practice: `setup`, then `verify`, then `teardown`, with the evidence and the output shortened.

const STREAMS = { setup, verify, teardown };

/** What a real run said, as the reports that a window would have been given, so many events at a time. */
export function recorded(name: keyof typeof STREAMS, size: number): Report[] {
  const told = STREAMS[name].trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  const run = (told[0] as { run: string }).run;
  const lines = told.filter((one) => one.kind === 'line') as unknown as Line[];
  const events = told.filter((one) => one.kind !== 'line').map((one, index) => ({ at: told.at(-2)!.at, ...one, index })) as unknown as Event[];
  const reports: Report[] = [];
  for (let at = 0; at < events.length; at += size) {
    const next = Math.min(at + size, events.length);
    reports.push({
      run,
      lab: 'practice-1',
      events: events.slice(at, next),
      next_event: next,
      progress: [],
      lines: at === 0 ? lines : [],
      next_line: lines.length,
      finished: next === events.length,
    });
  }
  return reports;
}
