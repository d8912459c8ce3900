import type { StepId } from '$api';
import type { Mark } from './status';

/** A rung of its own, or several that hold one after another. */
export type Stretch<R> = { kind: 'rung'; rung: R } | { kind: 'held'; id: StepId; rungs: R[] };

/** How many rungs that hold stand in each other's way rather than say something each. */
const MANY = 3;

/** The rungs of a ladder with the long stretches that hold drawn together, so that what does not hold is in sight. */
export function stretches<R extends { id: StepId; mark: Mark }>(rungs: readonly R[]): Stretch<R>[] {
  const found: Stretch<R>[] = [];
  let holding: R[] = [];
  const close = (): void => {
    if (holding.length >= MANY) found.push({ kind: 'held', id: holding[0]!.id, rungs: holding });
    else found.push(...holding.map((rung) => ({ kind: 'rung' as const, rung })));
    holding = [];
  };
  for (const rung of rungs) {
    if (rung.mark === 'proven') holding.push(rung);
    else {
      close();
      found.push({ kind: 'rung', rung });
    }
  }
  close();
  return found;
}
