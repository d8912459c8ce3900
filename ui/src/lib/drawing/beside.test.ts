import { expect, it } from 'vitest';
import { beside, type Box } from './beside';

const PANE = { width: 616, height: 540 };
const part = (left: number, top: number, width: number, height: number): Box => ({ left, top, width, height });
const covers = (place: Box, box: Box): boolean => place.left < box.left + box.width && place.left + place.width > box.left && place.top < box.top + box.height && place.top + place.height > box.top;

it.each([
  ['the client', part(46, 306, 156, 84)],
  ['the server', part(362, 306, 210, 84)],
  ['the door between them', part(218, 373, 129, 52)],
  ['the laptop, as wide as most of the pane', part(75, 10, 404, 73)],
  ['the wall’s name at the foot', part(29, 512, 404, 19)],
  ['the cloud, as wide as the pane', part(10, 170, 596, 23)],
])('leaves %s in sight, and stays in the pane', (_, box) => {
  const place = beside(PANE, box);
  expect(covers(place, box)).toBe(false);
  expect(place.left).toBeGreaterThanOrEqual(0);
  expect(place.top).toBeGreaterThanOrEqual(0);
  expect(place.left + place.width).toBeLessThanOrEqual(PANE.width);
  expect(place.top + place.height).toBeLessThanOrEqual(PANE.height);
  expect(place.width).toBeGreaterThanOrEqual(272);
  expect(place.height).toBeGreaterThanOrEqual(170);
});

it('is as high as the pane where the part leaves no room', () => {
  expect(beside({ width: 300, height: 200 }, part(0, 0, 300, 200))).toMatchObject({ top: 0, height: 200, width: 300 });
});
