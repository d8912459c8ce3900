/** Whether the about box is open, and what it was opened for. */
class AboutBox {
  shown = $state<'about' | 'diagnostics' | null>(null);

  open(what: 'about' | 'diagnostics'): void {
    this.shown = what;
  }

  close(): void {
    this.shown = null;
  }
}

export const aboutBox = new AboutBox();
