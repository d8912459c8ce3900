export type Theme = 'light' | 'dark';

const KEY = 'theme';

/** Light or dark: as the system says, until the person chooses. */
class Themes {
  #system = matchMedia('(prefers-color-scheme: dark)');
  #chosen = $state<Theme | null>(stored());
  #dark = $state(this.#system.matches);
  readonly current = $derived<Theme>(this.#chosen ?? (this.#dark ? 'dark' : 'light'));

  constructor() {
    this.#system.addEventListener('change', (event) => {
      this.#dark = event.matches;
      this.#show();
    });
    this.#show();
  }

  toggle(): void {
    const next: Theme = this.current === 'dark' ? 'light' : 'dark';
    // A choice that the system shares is no choice: the window then follows the system again.
    this.#chosen = next === (this.#dark ? 'dark' : 'light') ? null : next;
    if (this.#chosen) localStorage.setItem(KEY, this.#chosen);
    else localStorage.removeItem(KEY);
    this.#show();
  }

  #show(): void {
    document.documentElement.dataset.theme = this.current;
  }
}

function stored(): Theme | null {
  const value = localStorage.getItem(KEY);
  return value === 'light' || value === 'dark' ? value : null;
}

export const theme = new Themes();
