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

/** What the first click of a row of clicks pressed, when that was a button or a link. */
let pressed: Element | null = null;

/**
 * Takes away the second click of a double click on a button, and its press: it would meet what the next screen has in the same place.
 * Buttons that are meant to be pressed in a row say so with `data-repeats`.
 */
export function withoutSecondClick(event: MouseEvent): void {
  if (event.detail < 2) {
    pressed = event.type === 'click' && event.target instanceof Element ? event.target.closest('button, a[href]') : null;
  } else if (pressed && !pressed.closest('[data-repeats]')) {
    event.preventDefault();
    event.stopPropagation();
  }
}
