import { expect, it } from 'vitest';
import { stretches } from './ladder';
import type { Mark } from './status';

const rungs = (...marks: Mark[]) => marks.map((mark, at) => ({ id: String(at + 1), mark }));
const shape = (...marks: Mark[]): string[] => stretches(rungs(...marks)).map((one) => (one.kind === 'held' ? `${one.rungs.length} hold` : one.rung.mark));

it('draws what holds together on both sides of what does not', () => {
  expect(shape('proven', 'proven', 'proven', 'proven', 'broken', 'proven', 'proven', 'proven', 'waiting')).toEqual(['4 hold', 'broken', '3 hold', 'waiting']);
});

it('leaves a few that hold as they are', () => {
  expect(shape('proven', 'proven', 'broken', 'proven')).toEqual(['proven', 'proven', 'broken', 'proven']);
});

it('says nothing of no rungs', () => {
  expect(shape()).toEqual([]);
});
