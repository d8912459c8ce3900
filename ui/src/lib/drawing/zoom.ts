/** The part of the drawing that is looked at, in the drawing's units. */
export interface View {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** All of it. */
export const WHOLE: View = { x: 0, y: 8, width: 640, height: 562 };

/** How near one can go. */
export const NEAREST = 4;

/** One press of a zoom button or key. */
export const STEP = 1.5;

export function zoomOf(view: View): number {
  return WHOLE.width / view.width;
}

/** Keeps a view within the drawing. */
function kept(view: View): View {
  const between = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);
  return {
    ...view,
    x: between(view.x, WHOLE.x, WHOLE.x + WHOLE.width - view.width),
    y: between(view.y, WHOLE.y, WHOLE.y + WHOLE.height - view.height),
  };
}

/** Goes nearer or further off; the place at `x`, `y` (parts of the view's width and height) stays where it is. */
export function zoomed(view: View, by: number, x = 0.5, y = 0.5): View {
  const zoom = Math.min(Math.max(zoomOf(view) * by, 1), NEAREST);
  const width = WHOLE.width / zoom;
  const height = WHOLE.height / zoom;
  return kept({ x: view.x + (view.width - width) * x, y: view.y + (view.height - height) * y, width, height });
}

/** Moves what is looked at by parts of its own width and height. */
export function moved(view: View, x: number, y: number): View {
  return kept({ ...view, x: view.x + view.width * x, y: view.y + view.height * y });
}

/** The view that shows a place, moved no further than is needed. */
export function showing(view: View, place: { x: number; y: number; width: number; height: number }): View {
  const along = (at: number, size: number, from: number, length: number): number =>
    from < at || length > size ? from : from + length > at + size ? from + length - size : at;
  return kept({ ...view, x: along(view.x, view.width, place.x, place.width), y: along(view.y, view.height, place.y, place.height) });
}
