import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A text of the program as its Rust source has it. */
export interface RustText {
  id: string;
  english: string;
  /** The names of the values that its English names. */
  args: string[];
  /** The file that it stands in, from the crates' folder on. */
  file: string;
}

interface Token {
  kind: 'word' | 'string' | 'sign';
  text: string;
}

const OPEN = '([{';
const CLOSE = ')]}';

/** Cuts Rust into words, strings (their values) and signs. Comments, lifetimes and characters carry no texts and are left out. */
export function tokens(source: string): Token[] {
  const found: Token[] = [];
  const patterns: [RegExp, (match: RegExpExecArray) => Token | null][] = [
    [/\s+|\/\/[^\n]*/y, () => null],
    [/b?r(#*)"([^]*?)"\1/y, (match) => ({ kind: 'string', text: match[2]! })],
    [/[bc]?"((?:[^"\\]|\\[^])*)"/y, (match) => ({ kind: 'string', text: unescape(match[1]!) })],
    [/b?'(?:[^'\\]|\\(?:u\{[^}]*\}|x..|.))'/y, () => null],
    [/'\w+/y, () => null],
    [/\w+/y, (match) => ({ kind: 'word', text: match[0] })],
    [/[^]/y, (match) => ({ kind: 'sign', text: match[0] })],
  ];
  for (let at = 0; at < source.length; ) {
    if (source.startsWith('/*', at)) {
      at = endOfBlockComment(source, at);
      continue;
    }
    for (const [pattern, make] of patterns) {
      pattern.lastIndex = at;
      const match = pattern.exec(source);
      if (!match) continue;
      const token = make(match);
      if (token) found.push(token);
      at = pattern.lastIndex;
      break;
    }
  }
  return found;
}

function endOfBlockComment(source: string, from: number): number {
  let depth = 0;
  for (let at = from; at < source.length; at += 1) {
    if (source.startsWith('/*', at)) depth += 1;
    else if (source.startsWith('*/', at)) depth -= 1;
    else continue;
    at += 1;
    if (depth === 0) return at + 1;
  }
  return source.length;
}

function unescape(text: string): string {
  const plain: Record<string, string> = { n: '\n', t: '\t', r: '\r', '0': '\0' };
  return text.replace(/\\(\n\s*|u\{([0-9a-fA-F_]+)\}|x([0-9a-fA-F]{2})|[^])/g, (_, escape: string, unicode?: string, hex?: string) => {
    if (escape.startsWith('\n')) return '';
    const code = unicode ?? hex;
    return code ? String.fromCodePoint(parseInt(code.replaceAll('_', ''), 16)) : (plain[escape] ?? escape);
  });
}

/** The place after the bracket that closes the one at `open`. */
function after(list: Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < list.length; at += 1) {
    const { kind, text } = list[at]!;
    if (kind !== 'sign') continue;
    if (OPEN.includes(text)) depth += 1;
    if (CLOSE.includes(text)) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return list.length;
}

function reads(list: Token[], at: number, words: string[]): boolean {
  return words.every((word, n) => list[at + n]?.kind !== 'string' && list[at + n]?.text === word);
}

/** The tokens without what only tests compile, and the names of the modules that only tests compile. */
function withoutTests(list: Token[]): { kept: Token[]; modules: string[] } {
  const kept: Token[] = [];
  const modules: string[] = [];
  for (let at = 0; at < list.length; ) {
    if (!reads(list, at, ['#', '[', 'cfg', '(', 'test', ')', ']'])) {
      kept.push(list[at]!);
      at += 1;
      continue;
    }
    at += 7;
    while (reads(list, at, ['#', '['])) at = after(list, at + 1);
    while (at < list.length && !reads(list, at, ['{']) && !reads(list, at, [';'])) {
      if (list[at]!.text === 'mod' && reads(list, at + 2, [';'])) modules.push(list[at + 1]!.text);
      at = reads(list, at, ['(']) || reads(list, at, ['[']) ? after(list, at) : at + 1;
    }
    at = reads(list, at, ['{']) ? after(list, at) : at + 1;
  }
  return { kept, modules };
}

/** What the calls of a macro hold between their brackets; the macro's own definition is none. */
function calls(list: Token[], macro: string): Token[][] {
  return list.flatMap((_, at) => (reads(list, at, [macro, '!']) && '({['.includes(list[at + 2]?.text ?? ' ') ? [list.slice(at + 3, after(list, at + 2) - 1)] : []));
}

/** The values that a format string names. */
export function placeholders(english: string): string[] {
  const names = [...english.replaceAll('{{', '').replaceAll('}}', '').matchAll(/\{([^}:]*)[^}]*\}/g)].map((match) => match[1]!);
  return [...new Set(names)].sort();
}

function textOf(call: Token[], file: string): RustText {
  const [id, comma, english] = call;
  if (id?.kind !== 'string' || comma?.text !== ',' || english?.kind !== 'string') throw new Error(`${file}: a text!(…) whose key or English is no literal`);
  const given: string[] = [];
  for (let at = 3; at < call.length; ) {
    if (reads(call, at, [',']) && call[at + 1]?.kind === 'word' && reads(call, at + 2, ['=']) && !reads(call, at + 3, ['='])) given.push(call[at + 1]!.text);
    at = call[at]!.kind === 'sign' && OPEN.includes(call[at]!.text) ? after(call, at) : at + 1;
  }
  const args = placeholders(english.text);
  if (args.join() !== [...given].sort().join()) throw new Error(`${file}: ${id.text} names ${args.join()} and is given ${given.join()}`);
  return { id: id.text, english: english.text.replaceAll('{{', '{').replaceAll('}}', '}'), args, file };
}

/** The words of the glossary: `name "id" "word" "meaning"`, again and again. */
function glossary(call: Token[], file: string): RustText[] {
  const found: RustText[] = [];
  for (let at = 0; at + 3 < call.length; at += 4) {
    const [name, id, word, meaning] = call.slice(at, at + 4);
    if (name?.kind !== 'word' || [id, word, meaning].some((one) => one?.kind !== 'string')) throw new Error(`${file}: the glossary has another form`);
    found.push({ id: `term-${id!.text}`, english: word!.text, args: [], file }, { id: `term-${id!.text}-meaning`, english: meaning!.text, args: [], file });
  }
  return found;
}

/** The table of problems: `Code "name" Severity { "title" "what" cause "…" remedy "…" => Action … }`. */
function problems(call: Token[], file: string): RustText[] {
  const found: RustText[] = [];
  for (let at = 0; at < call.length; ) {
    const name = call[at + 1];
    if (name?.kind !== 'string' || !reads(call, at + 3, ['{'])) throw new Error(`${file}: the table of problems has another form`);
    const end = after(call, at + 3);
    const counts: Record<string, number> = {};
    let part = 'title';
    for (const token of call.slice(at + 4, end - 1)) {
      if (token.kind === 'word' && ['cause', 'remedy'].includes(token.text)) part = token.text;
      if (token.kind !== 'string') continue;
      const number = part === 'cause' || part === 'remedy' ? `-${(counts[part] = (counts[part] ?? 0) + 1)}` : '';
      found.push({ id: `problem-${name.text}-${part}${number}`, english: token.text, args: placeholders(token.text), file });
      part = part === 'title' ? 'what' : 'end';
    }
    at = end;
  }
  return found;
}

/** The strings in one value that a problem or a piece of evidence is given, without those of texts. */
export interface Plain {
  file: string;
  literals: string[];
}

/** Where a problem is given a value, `.with("name", value)`, and where evidence is made, `.evidence(claim, how, seen, holds)`. */
function methods(list: Token[]): { at: number; name: 'with' | 'evidence' }[] {
  return list.flatMap(({ text: name }, at) => {
    if (!reads(list, at - 1, ['.', name, '(']) || (name !== 'with' && name !== 'evidence')) return [];
    return name === 'evidence' || list[at + 2]?.kind === 'string' ? [{ at, name }] : [];
  });
}

/** What a call is given, cut at its commas. */
function split(list: Token[]): Token[][] {
  const given: Token[][] = [[]];
  for (let at = 0; at < list.length; ) {
    const { kind, text } = list[at]!;
    if (kind === 'sign' && text === ',') given.push([]);
    const end = kind === 'sign' && OPEN.includes(text) ? after(list, at) : at + 1;
    if (kind !== 'sign' || text !== ',') given.at(-1)!.push(...list.slice(at, end));
    at = end;
  }
  return given;
}

/** The tokens without what calls of `text!` hold. */
function withoutTexts(list: Token[]): Token[] {
  const kept: Token[] = [];
  for (let at = 0; at < list.length; ) {
    if (reads(list, at, ['text', '!', '('])) at = after(list, at + 2);
    else kept.push(list[at++]!);
  }
  return kept;
}

/**
 * Every text that the program can send to the window, and each file that makes one in a way of its own. The practice cloud makes none: it plays AWS.
 * With them: what problems and evidence are given that is no text.
 */
export function rustTexts(crates: string): { texts: RustText[]; otherwise: string[]; plain: Plain[] } {
  const files = readdirSync(crates, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.rs') && file.includes('/src/') && !file.startsWith('practice/'))
    .sort();
  const read = files.map((file) => ({ file, ...withoutTests(tokens(readFileSync(join(crates, file), 'utf8'))) }));
  const tests = read.flatMap(({ file, modules }) => {
    const folder = /\/(mod|lib|main)\.rs$/.test(file) ? dirname(file) : file.replace(/\.rs$/, '');
    return modules.map((name) => `${folder}/${name}`);
  });
  const texts: RustText[] = [];
  const otherwise: string[] = [];
  const plain: Plain[] = [];
  for (const { file, kept } of read) {
    if (tests.some((path) => file === `${path}.rs` || file.startsWith(`${path}/`))) continue;
    texts.push(...calls(kept, 'text').map((call) => textOf(call, file)));
    texts.push(...calls(kept, 'terms').flatMap((call) => glossary(call, file)));
    texts.push(...calls(kept, 'problems').flatMap((call) => (call[0]?.text === '@' ? [] : problems(call, file))));
    for (const { at, name } of methods(kept)) {
      const given = split(kept.slice(at + 2, after(kept, at + 1) - 1));
      const value = name === 'with' ? given[1] : given[2];
      if (value) plain.push({ file, literals: withoutTexts(value).flatMap(({ kind, text }) => (kind === 'string' ? [text] : [])) });
    }
    const literal = (at: number): boolean => reads(kept, at, ['Text', '{']) && !['struct', 'impl', 'for', '>'].includes(kept[at - 1]?.text ?? '');
    if (kept.some((_, at) => reads(kept, at, ['Text', ':', ':', 'new']) || literal(at))) otherwise.push(file);
  }
  return { texts, otherwise, plain };
}
