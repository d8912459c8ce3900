/** A place in the drawing's pane, in its own pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

const WIDTH = 332;
/** Narrower, its addresses would be broken; lower, hardly anything of it would be in sight. */
const LEAST_WIDTH = 272;
const LEAST_HEIGHT = 170;
const GAP = 8;

/** The place for an inspector in a pane so large that leaves its part in sight: at its side, or else above or below it. */
export function beside(pane: { width: number; height: number }, part: Box): Box {
  const right = pane.width - (part.left + part.width) - GAP;
  const left = part.left - GAP;
  const whole = { top: 0, height: pane.height };
  const wide = (room: number): number => Math.min(WIDTH, room);
  if (Math.max(right, left) >= LEAST_WIDTH) {
    return right >= left ? { ...whole, width: wide(right), left: pane.width - wide(right) } : { ...whole, width: wide(left), left: 0 };
  }
  const above = part.top - GAP;
  const below = pane.height - (part.top + part.height) - GAP;
  const width = Math.min(WIDTH, pane.width);
  // Of the two sides the one that has more room.
  const at = { width, left: right >= left ? pane.width - width : 0 };
  if (Math.max(above, below) < LEAST_HEIGHT) return { ...at, ...whole };
  return above >= below ? { ...at, top: 0, height: above } : { ...at, top: pane.height - below, height: below };
}
