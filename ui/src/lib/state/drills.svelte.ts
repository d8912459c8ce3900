import type { DrillId, DrillsView, Text } from '$api';
import { asProblem, host } from '$lib/host';
import { Asking } from './asking.svelte';
import type { LabSession } from './session.svelte';

/** The drills of a practice lab: what can be broken, and what is broken at this moment. */
export class Drills extends Asking {
  view = $state.raw<DrillsView>();
  /** What was broken in the drill that was given up. */
  given = $state.raw<Text>();
  readonly #session: LabSession;

  constructor(session: LabSession) {
    super();
    this.#session = session;
  }

  /** The drill that the lab still has to be mended of. */
  get open(): boolean {
    return this.view?.running !== undefined && this.view.running.broken === undefined;
  }

  async refresh(): Promise<void> {
    try {
      this.view = await host().call('drills', { name: this.#session.name });
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  /** Breaks the lab; without a drill in a way that chance chooses. */
  async start(drill?: DrillId): Promise<void> {
    await this.ask(async () => {
      this.view = await host().call('start_drill', { name: this.#session.name, drill: drill ?? null });
      this.given = undefined;
    });
  }

  /** Ends the drill. Of one that is given up the wizard mends what is left. */
  async end(): Promise<void> {
    await this.ask(async () => {
      const ended = await host().call('end_drill', { name: this.#session.name });
      if (!ended.solved) {
        this.given = ended.broken;
        await this.#session.start('repair', 'all_at_once');
      }
      await this.refresh();
    });
  }
}
