import { createSubscriber } from 'svelte/reactivity';

/** The present moment, for what runs a clock. It ticks only while something on the screen reads it. */
class Now {
  #seconds = createSubscriber((update) => {
    const timer = setInterval(update, 1_000);
    return () => clearInterval(timer);
  });
  #minutes = createSubscriber((update) => {
    const timer = setInterval(update, 30_000);
    return () => clearInterval(timer);
  });

  /** The moment, told again each second. */
  ticking(): number {
    this.#seconds();
    return Date.now();
  }

  /** The moment, told again twice a minute. */
  calm(): number {
    this.#minutes();
    return Date.now();
  }
}

export const now = new Now();
