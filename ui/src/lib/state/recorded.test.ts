import { describe, expect, it } from 'vitest';
import { recorded, type Name } from '../../test/recorded';
import { STEPS } from '../../test/mock/steps';
import { newRun, withReport, working, type RunState } from './run';
import { Transcript } from './transcript';

const fold = (name: Name, size: number): RunState => {
  const reports = recorded(name, size);
  return reports.reduce(withReport, newRun(reports[0]!.run, 'practice-1'));
};

describe('a run of the real engine', () => {
  it('ends with every step done and the lab’s own database seen', () => {
    const run = fold('setup', 10);
    expect(run.order).toEqual(STEPS.map((step) => step.id));
    expect(Object.values(run.steps).every((step) => step.phase === 'done' && step.check?.state === 'done')).toBe(true);
    expect(run.finished).toMatchObject({ outcome: 'done' });
    expect(run.finished?.databases).toContain('testing_123');
    expect(working(run)).toEqual([]);
  });

  it('comes to the same state in whatever portions it is told', () => {
    for (const name of ['setup', 'verify', 'teardown'] as const) {
      const whole = fold(name, 10_000);
      for (const size of [1, 3, 17]) expect(fold(name, size)).toEqual(whole);
    }
  });

  it('comes to the same state when a part is told twice, as after a reload', () => {
    const reports = recorded('setup', 20);
    const first = newRun(reports[0]!.run, 'practice-1');
    const twice = reports.flatMap((report) => [report, report]).reduce(withReport, first);
    expect(twice).toEqual(fold('setup', 20));
  });

  it('has several steps at work at once when everything goes at once', () => {
    let run = newRun(recorded('setup', 1)[0]!.run, 'practice-1');
    let most = 0;
    for (const report of recorded('setup', 1)) {
      run = withReport(run, report);
      most = Math.max(most, working(run).length);
    }
    expect(most).toBeGreaterThan(1);
  });

  it('looks at every step when it verifies, and does none', () => {
    const run = fold('verify', 5);
    expect(run.finished?.outcome).toBe('healthy');
    expect(Object.values(run.steps).every((step) => step.phase === 'looked' && step.applied === undefined)).toBe(true);
  });

  it('undoes what stands alone and skips what goes with it when it tears down', () => {
    const run = fold('teardown', 5);
    expect(run.steps.launch_instances?.phase).toBe('undone');
    expect(run.steps.install_server?.phase).toBe('skipped');
    expect(run.finished?.removed.length).toBeGreaterThan(4);
  });

  it('puts every line of the terminal under the step that caused it', () => {
    const transcript = new Transcript();
    for (const report of recorded('setup', 10)) transcript.add(report.run, report.lines);
    const ids = new Set(STEPS.map((step) => step.id));
    const rows = Object.values(transcript.rows).flat();
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter((row) => !ids.has(row.step))).toEqual([]);
  });
});
