import { expect, it } from 'vitest';
import type { LabCard } from '$api';
import { lab } from '../../test/mock/labs';
import { sorted } from './order';

const card = (name: string, health: LabCard['health'], per_hour: number, created_at: string): LabCard => ({
  name,
  health,
  cost: per_hour ? { free: false, per_hour } : { free: true },
  lab: { ...lab(name, 'none'), created_at },
});
const cards = [
  card('lab-10', 'healthy', 0.03, '2026-11-20T10:00:00Z'),
  card('lab-2', 'broken', 0.05, '2026-11-21T10:00:00Z'),
  card('Atlas', 'begun', 0, '2026-11-19T10:00:00Z'),
  { name: 'ruin', health: 'unreadable', cost: { free: true } } satisfies LabCard,
];
const names = (order: Parameters<typeof sorted>[1]): string[] => sorted(cards, order).map(({ name }) => name);

it('puts labs in the order of their names, numbers as numbers', () => {
  expect(names('name')).toEqual(['Atlas', 'lab-2', 'lab-10', 'ruin']);
});

it('puts the newest first, and one whose record cannot be read last', () => {
  expect(names('newest')).toEqual(['lab-2', 'lab-10', 'Atlas', 'ruin']);
});

it('puts what is broken or cannot be read first', () => {
  expect(names('trouble')).toEqual(['lab-2', 'ruin', 'Atlas', 'lab-10']);
});

it('puts the dearest first', () => {
  expect(names('cost')).toEqual(['lab-2', 'lab-10', 'Atlas', 'ruin']);
});
