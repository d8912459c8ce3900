// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Event, Finished, LabCard, Report } from '$api';
import { useHost, type Host } from '$lib/host';
import { follow, followAll, unfollow } from './ends';
import { LabSession } from './session.svelte';

const told: string[] = [];
let answers: (() => Promise<unknown>)[] = [];

/** A program that answers each call for news with the next of `answers`. */
const program = {
  call: (method: string) => {
    if (method === 'report_since') return (answers.shift() ?? never)();
    if (method === 'latest_run') return Promise.resolve('run-1');
    if (method === 'list_labs') return Promise.resolve([{ name: 'mine', running: 'run-1' }, { name: 'quiet' }, { name: 'shown', running: 'run-2' }] as LabCard[]);
    return Promise.resolve({ lab: { target: { kind: 'practice' }, steps: {} }, steps: [], changes: [], running: 'run-1' });
  },
  notify: (_title: string, body: string) => {
    told.push(body);
    return Promise.resolve();
  },
} as unknown as Host;

/** What is waited for may take its time on a busy machine. */
const SLOW = { timeout: 30_000 };
const never = () => new Promise<never>(() => {});
const report = (events: unknown[]): Report => ({ run: 'run-1', events: events as Event[], next_event: events.length, lines: [], next_line: 0, lost_lines: 0, progress: [] }) as unknown as Report;
const news = (...events: unknown[]) => () => Promise.resolve(report(events));
const finished = (outcome: Finished['outcome'], millis: number) => ({ index: 0, at: '2026-01-01T00:00:00Z', kind: 'finished', outcome, millis, leftovers: [], checks: [], databases: [] });

beforeEach(() => {
  useHost(program);
  told.length = 0;
  answers = [];
});
afterEach(() => {
  unfollow('mine');
  vi.useRealTimers();
});

describe('the end of a long run', () => {
  it('is told of a lab whose screen is not open', async () => {
    answers = [news(), news(finished('done', 20_000))];
    await follow('mine', 'run-1');
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('mine');
  });

  it('is told otherwise when it did not go well', async () => {
    answers = [news(finished('done', 20_000))];
    await follow('mine', 'run-1');
    answers = [news(finished('failed', 20_000))];
    await follow('mine', 'run-2');
    expect(told[0]).not.toBe(told[1]);
  });

  it('is not told when it was short, or when the person stopped it', async () => {
    answers = [news(finished('done', 2_000))];
    await follow('mine', 'run-1');
    answers = [news(finished('cancelled', 60_000))];
    await follow('mine', 'run-2');
    expect(told).toEqual([]);
  });

  it('is told also when the program was silent for a while', async () => {
    vi.useFakeTimers();
    answers = [() => Promise.reject(new Error('no answer')), news(finished('done', 20_000))];
    const followed = follow('mine', 'run-1');
    await vi.runAllTimersAsync();
    await followed;
    expect(told).toHaveLength(1);
  });

  it('is left to the screen of the lab once that is open', async () => {
    let answer!: (report: Report) => void;
    answers = [() => new Promise((resolve) => (answer = resolve))];
    const followed = follow('mine', 'run-1');
    const session = new LabSession('mine');
    answers = [];
    await session.open();
    answer(report([finished('done', 20_000)]));
    await followed;
    expect(told).toEqual([]);
    session.close();
  });

  it('is told after the screen of the lab was left', async () => {
    const session = new LabSession('mine');
    await session.open();
    answers = [news(finished('done', 20_000))];
    session.close();
    await vi.waitFor(() => expect(told).toHaveLength(1), SLOW);
  });

  it('is told of all labs where something goes on, but for the one that is shown', async () => {
    answers = [news(finished('done', 20_000)), news(finished('done', 20_000))];
    await followAll((name) => name === 'shown');
    await vi.waitFor(() => expect(told).toHaveLength(1), SLOW);
    expect(told[0]).toContain('mine');
  });
});
