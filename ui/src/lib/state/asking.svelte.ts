import type { Problem } from '$api';
import { asProblem } from '$lib/host';

/** What asks the program, one thing at a time. */
export class Asking {
  /** What went wrong in asking the program: not a problem of the lab's steps. */
  problem = $state.raw<Problem>();
  /** Something was asked whose answer is awaited: until then nothing else can be, so that a double click has one effect. */
  asking = $state(false);

  protected async ask(request: () => Promise<unknown>): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    this.problem = undefined;
    try {
      await request();
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.asking = false;
    }
  }
}
