import type { Row } from './transcript';

/** Finds the rows that hold a text. Only rows that came since the last look are read, so that searching keeps up with a flood. */
export class Search {
  query = '';
  matches: number[] = [];
  #first: Row | undefined;
  #read = 0;

  /** The places of the matching rows. */
  look(rows: readonly Row[], query: string): readonly number[] {
    const wanted = query.toLowerCase();
    if (wanted !== this.query || rows[0] !== this.#first || rows.length < this.#read) {
      this.query = wanted;
      this.matches = [];
      this.#first = rows[0];
      this.#read = 0;
    }
    if (wanted) {
      const fresh: number[] = [];
      for (let at = this.#read; at < rows.length; at += 1) {
        if (rows[at]!.text.toLowerCase().includes(wanted)) fresh.push(at);
      }
      if (fresh.length > 0) this.matches = [...this.matches, ...fresh];
    }
    this.#read = rows.length;
    return this.matches;
  }
}
