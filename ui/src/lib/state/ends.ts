import type { Finished, RunId } from '$api';
import { asProblem, host } from '$lib/host';
import { t } from '$lib/i18n/index.svelte';

/** How long to wait before asking again when the program did not answer. */
export const RETRY_MILLIS = 1_500;

/** A run that took this long may have been left alone: its end is told where the person is. */
const LONG_MILLIS = 15_000;

/** Asks for no lines: where nobody looks, only what happened counts. */
const NO_LINES = Number.MAX_SAFE_INTEGER;

/** The runs that go on while no screen shows them, by their lab. */
const followed = new Map<string, RunId>();

/** Tells a person who is elsewhere that a long run has ended; the shell keeps it from one who has the window before them. */
export function tellEnd(name: string, { outcome, millis }: Finished): void {
  // Who stops a run knows that it ends.
  if (millis <= LONG_MILLIS || outcome === 'cancelled') return;
  const well = outcome === 'done' || outcome === 'healthy';
  void host().notify(t('brand'), t(well ? 'notify-done' : 'notify-failed', { name }));
}

/** Follows a run that no screen shows, until it ends or a screen shows it again. */
export async function follow(name: string, run: RunId): Promise<void> {
  if (followed.get(name) === run) return;
  followed.set(name, run);
  let event = 0;
  while (followed.get(name) === run) {
    try {
      const report = await host().call('report_since', { name, run, event, line: NO_LINES });
      if (followed.get(name) !== run) return;
      event = report.next_event;
      const end = report.events.at(-1);
      if (end?.kind !== 'finished') continue;
      followed.delete(name);
      tellEnd(name, end);
    } catch (error) {
      if (asProblem(error).code !== 'internal') followed.delete(name);
      else await new Promise((resolve) => setTimeout(resolve, RETRY_MILLIS));
    }
  }
}

/** Follows what goes on in labs whose screen is not open: a window that was reloaded on another screen had lost sight of it. */
export async function followAll(isShown: (name: string) => boolean): Promise<void> {
  try {
    for (const { name, running } of await host().call('list_labs')) {
      if (running && !isShown(name)) void follow(name, running);
    }
  } catch {
    // The screen asks for itself, and says that there is no answer.
  }
}

/** Leaves the telling to the screen that shows the lab. */
export function unfollow(name: string): void {
  followed.delete(name);
}
