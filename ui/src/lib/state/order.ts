import type { LabCard } from '$api';

/** The orders in which the labs can stand at home. */
export const ORDERS = ['name', 'newest', 'trouble', 'cost'] as const;
export type Order = (typeof ORDERS)[number];

const TROUBLE: Record<LabCard['health'], number> = { unreadable: 0, broken: 0, begun: 1, new: 2, stopped: 3, healthy: 4 };

/** Labs in an order; those alike in it by name, `lab-2` before `lab-10`. */
export function sorted(cards: readonly LabCard[], order: Order): LabCard[] {
  const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
  const rank = (card: LabCard): number => {
    switch (order) {
      case 'newest':
        return -(card.lab ? Date.parse(card.lab.created_at) : 0);
      case 'trouble':
        return TROUBLE[card.health];
      case 'cost':
        return -(card.cost.per_hour ?? 0);
      default:
        return 0;
    }
  };
  return cards.toSorted((a, b) => rank(a) - rank(b) || byName.compare(a.name, b.name));
}
