// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LabView } from '$api';
import DrawingPane from '$lib/components/DrawingPane.svelte';
import { statuses } from '$lib/state/status';
import { lab } from '../../test/mock/labs';
import { STEPS } from '../../test/mock/steps';
import { WHOLE } from './zoom';

const svg = (): SVGSVGElement => document.querySelector('svg.drawing')!;
const view = (): number[] => svg().getAttribute('viewBox')!.split(' ').map(Number);
const press = (key: string, more: KeyboardEventInit = {}): Promise<boolean> => fireEvent.keyDown(svg(), { key, ...more });
const whole = [WHOLE.x, WHOLE.y, WHOLE.width, WHOLE.height];
const disabled = (id: string): boolean => screen.getByTestId<HTMLButtonElement>(id).disabled;

beforeEach(() => {
  const own = lab('first-lab', 'all');
  render(DrawingPane, { lab: own, steps: statuses({ lab: own, steps: STEPS, changes: [] } as unknown as LabView, undefined), screen: 'lab' });
});
afterEach(cleanup);

it('goes nearer with +, back with −, and shows all with 0', async () => {
  expect(view()).toEqual(whole);
  await press('+');
  await press('+');
  expect(screen.getByTestId('zoom-all').textContent).toBe('225%');
  await press('-');
  expect(screen.getByTestId('zoom-all').textContent).toBe('150%');
  await press('0');
  expect(view()).toEqual(whole);
});

it('moves with the arrow keys once it is near, and never out of the drawing', async () => {
  await press('ArrowRight');
  expect(view()).toEqual(whole);
  await press('+');
  const [x, y, width, height] = view() as [number, number, number, number];
  await press('ArrowRight');
  await press('ArrowDown');
  expect(view()[0]).toBeCloseTo(x + width / 10);
  expect(view()[1]).toBeCloseTo(y + height / 10);
  for (let n = 0; n < 20; n += 1) await press('ArrowLeft');
  expect(view()[0]).toBe(WHOLE.x);
});

it('leaves the keys of the window and of the system alone', async () => {
  await press('+', { ctrlKey: true });
  await press('+', { metaKey: true });
  await press('Tab');
  expect(view()).toEqual(whole);
});

it('has a button for each, which is off where there is no further to go', async () => {
  expect([disabled('zoom-out'), disabled('zoom-all'), disabled('zoom-in')]).toEqual([true, true, false]);
  for (let n = 0; n < 4; n += 1) await fireEvent.click(screen.getByTestId('zoom-in'));
  expect(screen.getByTestId('zoom-all').textContent).toBe('400%');
  expect(disabled('zoom-in')).toBe(true);
  await fireEvent.click(screen.getByTestId('zoom-all'));
  expect(view()).toEqual(whole);
});

it('brings into sight the part that the keyboard comes to', async () => {
  for (let n = 0; n < 4; n += 1) await press('+');
  const part = document.querySelector<SVGElement>('[data-part="laptop"]')!;
  await fireEvent.focusIn(part);
  const [x, y] = view() as [number, number];
  expect(x).toBeLessThanOrEqual(Number(part.getAttribute('x')));
  expect(y).toBeLessThanOrEqual(Number(part.getAttribute('y')));
});
