/** Puts the focus on the heading of the screen that was gone to, as soon as it is there; a person who has moved on is left alone. Returns what ends the wait. */
export function land(): () => void {
  const before = document.activeElement;
  const take = (): boolean => {
    const heading = document.querySelector<HTMLElement>('main h1[tabindex="-1"]');
    if (!heading) return false;
    const now = document.activeElement;
    if (now === before || now === document.body || now === null) heading.focus({ preventScroll: true });
    return true;
  };
  if (take()) return () => {};
  const watcher = new MutationObserver(() => take() && watcher.disconnect());
  watcher.observe(document.body, { childList: true, subtree: true });
  return () => watcher.disconnect();
}

/** How long after a press what comes under the pointer in its place cannot have been meant. */
const UNSEEN_MILLIS = 1_000;

/** The button or link that was pressed last, where and when. */
let last: { pressed: Element; x: number; y: number; at: number } | null = null;

/**
 * Takes away the second click of a double click on a button, and its press: it would meet what the next screen has in the same place.
 * Buttons that are meant to be pressed in a row say so with `data-repeats`.
 */
export function withoutSecondClick(event: MouseEvent): void {
  // A key presses without a click.
  if (event.detail === 0) return;
  if (last && belongsTo(last, event)) {
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  const pressed = event.type === 'click' && event.target instanceof Element ? event.target.closest('button, a[href]') : null;
  last = pressed && { pressed, x: event.clientX, y: event.clientY, at: event.timeStamp };
}

/** Whether a click goes on from the one before: by the system's word, or because it meets what has only just come in its place. */
function belongsTo(before: NonNullable<typeof last>, event: MouseEvent): boolean {
  if (before.pressed.closest('[data-repeats]')) return false;
  const there = Math.abs(event.clientX - before.x) < 4 && Math.abs(event.clientY - before.y) < 4;
  // Of a row of quick clicks each second one: who clicks on and on means it.
  return event.detail % 2 === 0 || (there && !before.pressed.isConnected && event.timeStamp - before.at < UNSEEN_MILLIS);
}
