import type { Cost, LabCard, Problem } from '$api';
import { asProblem, host } from '$lib/host';

/** How often the list of labs is read while it is on the screen. */
const EVERY_MILLIS = 4_000;

type Machines = 'stop_machines' | 'start_machines';

/** The list of labs on the home screen. */
export class Labs {
  cards = $state.raw<LabCard[]>();
  problem = $state.raw<Problem>();
  /** What was refused from a lab's card; it stays until the next try. */
  refusal = $state.raw<{ name: string; method: Machines; problem: Problem }>();
  /** The labs that something is being done to from their card. */
  busy = $state.raw<ReadonlySet<string>>(new Set());
  #timer: ReturnType<typeof setInterval> | undefined;

  open(): () => void {
    void this.refresh();
    this.#timer = setInterval(() => !document.hidden && void this.refresh(), EVERY_MILLIS);
    return () => clearInterval(this.#timer);
  }

  async refresh(): Promise<void> {
    try {
      this.cards = await host().call('list_labs');
      this.problem = undefined;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  /** Stops or starts a lab's machines; a second click while it goes changes nothing. */
  async machines(name: string, method: Machines): Promise<void> {
    if (this.busy.has(name)) return;
    this.busy = new Set([...this.busy, name]);
    this.refusal = undefined;
    try {
      await host().call(method, { name });
      await this.refresh();
    } catch (error) {
      this.refusal = { name, method, problem: asProblem(error) };
    } finally {
      this.busy = new Set([...this.busy].filter((one) => one !== name));
    }
  }
}

/** What all labs cost together; none where all are free. */
export function together(cards: readonly LabCard[]): Cost | undefined {
  const paid = cards.map((card) => card.cost).filter((cost) => !cost.free);
  if (paid.length === 0) return undefined;
  const sum = (of: (cost: Cost) => number | undefined): number => paid.reduce((total, cost) => total + (of(cost) ?? 0), 0);
  return { free: false, per_hour: sum((c) => c.per_hour), so_far: sum((c) => c.so_far), thirty_days: sum((c) => c.thirty_days) };
}
