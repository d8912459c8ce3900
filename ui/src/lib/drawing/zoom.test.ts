import { describe, expect, it } from 'vitest';
import { NEAREST, WHOLE, moved, showing, zoomed, zoomOf } from './zoom';

describe('looking nearer at the drawing', () => {
  it('keeps the place under the pointer where it is', () => {
    const near = zoomed(WHOLE, 2, 0.25, 0.75);
    const at = (view: typeof WHOLE): [number, number] => [view.x + view.width * 0.25, view.y + view.height * 0.75];
    expect(zoomOf(near)).toBe(2);
    expect(at(near)).toEqual(at(WHOLE));
  });

  it('goes no further off than the whole, and no nearer than is of use', () => {
    expect(zoomed(WHOLE, 0.5)).toEqual(WHOLE);
    expect(zoomOf(zoomed(WHOLE, 100))).toBe(NEAREST);
    expect(zoomed(zoomed(WHOLE, 2, 0, 0), 0.5, 1, 1)).toEqual(WHOLE);
  });

  it('stays within the drawing when it is moved', () => {
    const near = zoomed(WHOLE, 2);
    expect(moved(near, -10, -10)).toMatchObject({ x: WHOLE.x, y: WHOLE.y });
    expect(moved(near, 10, 10)).toMatchObject({ x: WHOLE.x + WHOLE.width / 2, y: WHOLE.y + WHOLE.height / 2 });
    expect(moved(WHOLE, 0.2, 0.2)).toEqual(WHOLE);
  });

  it('shows a part that the keyboard comes to, and moves no further', () => {
    const near = zoomed(WHOLE, 4, 0, 0);
    const far = { x: 500, y: 400, width: 60, height: 60 };
    const shown = showing(near, far);
    expect(shown.x + shown.width).toBe(560);
    expect(shown.y + shown.height).toBe(460);
    expect(showing(shown, far)).toEqual(shown);
  });
});
