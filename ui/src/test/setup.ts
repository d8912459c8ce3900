// What jsdom lacks and the window uses.
if (typeof window !== 'undefined') {
  Object.defineProperty(window, 'matchMedia', {
    value: (query: string) => ({ matches: false, media: query, addEventListener: () => {}, removeEventListener: () => {} }),
  });
  Element.prototype.scrollIntoView = () => {};
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
  };
  window.ResizeObserver = class implements ResizeObserver {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  };
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { value: 400 });
  // In the window they are fetched when they are wanted; a test begins with all of it there.
  const [{ words }, { later }, { configure }] = await Promise.all([import('$lib/i18n/index.svelte'), import('../screens/later.svelte'), import('@testing-library/svelte')]);
  // What is waited for may take its time on a busy machine.
  configure({ asyncUtilTimeout: 30_000 });
  await Promise.all([words.ready('es'), later.fetch()]);
}
export {};
