import type { Goal, LabView, Pace, Problem, Report, RunId, SettingId, Settings } from '$api';
import { nextFrame } from '$lib/frame';
import { asProblem, host } from '$lib/host';
import { Asking } from './asking.svelte';
import { follow, RETRY_MILLIS, tellEnd, unfollow } from './ends';
import { newRun, stepOf, withReport, type RunState } from './run';
import { statuses } from './status';
import { Transcript } from './transcript';

/** One lab in the window: its record, the run that goes or last went, and the terminal. */
export class LabSession extends Asking {
  readonly name: string;
  view = $state.raw<LabView>();
  run = $state.raw<RunState>();
  /** Whether the program does not answer at this moment. */
  offline = $state(false);
  readonly transcript = new Transcript();
  /** Grows with the transcript, so that what shows it is told. */
  lines = $state(0);
  /** Whether the box for pasted keys is open. */
  pasting = $state(false);
  /** The setting that a remedy leads to: its field opens and takes the focus. */
  choosing = $state<SettingId>();
  /** How often keys were pasted: what had asked without them asks again. */
  pastes = $state(0);
  /** A lab that is gone is not asked for again. */
  gone = $state(false);

  readonly steps = $derived(this.view ? statuses(this.view, this.run) : []);
  readonly running = $derived(this.run !== undefined && !this.run.finished);
  readonly practice = $derived(this.view?.lab.target.kind === 'practice');

  /** The account whose keys were pasted for this lab; none where it signs in otherwise. */
  readonly pastedAccount = $derived(this.view?.lab.target.kind === 'aws' ? this.view.lab.target.pasted : undefined);

  #closed = false;
  #refreshing: Promise<void> | undefined;
  #stale = false;

  constructor(name: string) {
    super();
    this.name = name;
  }

  /** Reads the lab, and takes up the run that goes or last went: a reloaded window finds itself where it was. */
  async open(): Promise<void> {
    unfollow(this.name);
    await this.refresh();
    // A lab that was torn down is no longer there, but the run that did it still tells what went.
    if (!this.view && this.problem?.code !== 'lab_not_found') return;
    try {
      const run = await host().call('latest_run', { name: this.name });
      if (!run || this.run) return;
      if (this.view?.running === run) return this.#follow(run);
      // One that has ended is shown when all of it is known, so that nothing seems to go on for a moment.
      this.#take(await host().call('report_since', { name: this.name, run, event: 0, line: 0 }));
      void this.#poll(run);
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  close(): void {
    this.#closed = true;
    if (this.run && !this.run.finished) void follow(this.name, this.run.run);
  }

  /** Starts a run, unless one goes or was just asked for: a double click has one effect. */
  async start(goal: Goal, pace: Pace): Promise<void> {
    await this.#askAtRest(async () => {
      const run = await host().call('run', { name: this.name, goal, pace });
      this.#follow(run);
    });
  }

  async cancel(): Promise<void> {
    await this.ask(() => host().call('cancel', { name: this.name }));
  }

  async stopMachines(): Promise<void> {
    await this.#askAtRest(async () => {
      this.view = await host().call('stop_machines', { name: this.name });
    });
  }

  async startMachines(): Promise<void> {
    await this.#askAtRest(async () => {
      this.view = await host().call('start_machines', { name: this.name });
    });
  }

  /** Changes settings that no step has begun with. What is refused is given back, to be shown at its field. */
  async change(settings: Settings): Promise<Problem | undefined> {
    try {
      this.view = await host().call('change_settings', { name: this.name, settings });
      return undefined;
    } catch (error) {
      return asProblem(error);
    }
  }

  /** Gives the program keys for this lab, and goes on where they were missing: a run that ended for want of them is taken up again. */
  async pasteKeys(text: string): Promise<void> {
    this.view = await host().call('paste_keys_for', { name: this.name, text });
    this.pasting = false;
    this.problem = undefined;
    this.pastes += 1;
    const { goal, pace, finished } = this.run ?? {};
    if (goal && finished?.problem) void this.start(goal, pace ?? 'one_by_one');
  }

  /** Reads the record again; calls that come while it is being read share one more reading. */
  refresh(): Promise<void> {
    this.#stale = true;
    this.#refreshing ??= (async () => {
      while (this.#stale) {
        this.#stale = false;
        try {
          this.view = await host().call('lab', { name: this.name });
          this.offline = false;
        } catch (error) {
          const problem = asProblem(error);
          // After a tear-down the lab's folder is gone, and that is as it should be.
          if (problem.code === 'lab_not_found' && this.view) this.gone = true;
          else if (!this.view) this.problem = problem;
          else this.offline = problem.code === 'internal';
        }
      }
      this.#refreshing = undefined;
    })();
    return this.#refreshing;
  }

  async #askAtRest(request: () => Promise<unknown>): Promise<void> {
    if (!this.running) await this.ask(request);
  }

  #follow(run: RunId): void {
    this.run = newRun(run, this.name);
    void this.#poll(run);
  }

  async #poll(run: RunId): Promise<void> {
    while (!this.#closed && this.run?.run === run && !this.run.finished) {
      try {
        const state: RunState = this.run;
        const report = await host().call('report_since', { name: this.name, run, event: state.nextEvent, line: state.nextLine });
        this.offline = false;
        if (this.#closed || this.run?.run !== run) return;
        this.#take(report);
        await nextFrame();
      } catch (error) {
        const problem = asProblem(error);
        if (problem.code !== 'internal') {
          this.problem = problem;
          return;
        }
        this.offline = true;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MILLIS));
      }
    }
  }

  #take(report: Report): void {
    if (this.transcript.add(report.run, report.lines)) this.lines = this.transcript.version;
    const before = this.run;
    this.run = withReport(before ?? newRun(report.run, this.name), report);
    const finished = this.run.finished;
    if (finished && before && !before.finished) tellEnd(this.name, finished);
    // What a step found out — addresses, ids, versions — stands in the record.
    if (report.events.length > 0 && this.view) void this.refresh();
  }

  /** The step that the newest run is or was about, when it is about one. */
  get runStep(): string | undefined {
    return stepOf(this.run?.goal);
  }
}
