/** A piece of a text: plain, a name, a button of a console, or something to type. */
export interface Piece {
  kind: 'text' | 'name' | 'button' | 'code' | 'term';
  text: string;
  /** What a term means. */
  meaning?: string;
}

const MARKS = /\*\*(.+?)\*\*|`([^`]+)`|\[([^\]]+)\]/g;

/** Takes a text with `**name**`, `` `code` `` and `[Button]` apart. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(MARKS)) {
    if (match.index > at) found.push({ kind: 'text', text: text.slice(at, match.index) });
    const [whole, name, code, button] = match;
    if (name !== undefined) found.push({ kind: 'name', text: name });
    else if (code !== undefined) found.push({ kind: 'code', text: code });
    else found.push({ kind: 'button', text: button ?? whole });
    at = match.index + whole.length;
  }
  if (at < text.length) found.push({ kind: 'text', text: text.slice(at) });
  return found;
}

/** Marks the first place where each term stands in the plain pieces of a text. */
export function withTerms(parts: Piece[], terms: readonly { word: string; meaning: string }[]): Piece[] {
  let found = parts;
  for (const term of terms) {
    if (!term.word) continue;
    const word = new RegExp(`(?<![\\p{L}\\p{N}_])${escape(term.word)}(?![\\p{L}\\p{N}_])`, 'iu');
    for (let at = 0; at < found.length; at += 1) {
      const part = found[at]!;
      const match = part.kind === 'text' ? word.exec(part.text) : null;
      if (!match) continue;
      const before = part.text.slice(0, match.index);
      const after = part.text.slice(match.index + match[0].length);
      const split: Piece[] = [{ kind: 'term', text: match[0], meaning: term.meaning }];
      if (before) split.unshift({ kind: 'text', text: before });
      if (after) split.push({ kind: 'text', text: after });
      found = [...found.slice(0, at), ...split, ...found.slice(at + 1)];
      break;
    }
  }
  return found;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Takes the signs that end a clause out of the beginning of a text: they stay on the line of what they follow. */
export function ending(text: string): { signs: string; rest: string } {
  const signs = /^[.,:;)…]+/.exec(text)?.[0] ?? '';
  return { signs, rest: text.slice(signs.length) };
}

/** Whether a typed thing is worth a copy button: an address, an id, a command; not a key like `y`, nor what only stands for a value. */
export function worthCopying(code: string): boolean {
  return code.length > 3 && !code.includes('…') && !/^[A-Z]+(-[A-Z]+)+(\/\d+)?$/.test(code);
}
