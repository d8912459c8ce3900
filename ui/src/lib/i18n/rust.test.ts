import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FluentResource } from '@fluent/bundle';
import { describe, expect, it } from 'vitest';
import { placeholders, rustTexts, tokens, type RustText } from '../../test/rust-texts';

type Message = FluentResource['body'][number];
type Pattern = NonNullable<Message['value']>;

const here = import.meta.dirname;
const crates = join(here, '../../../../src-tauri/crates');
const read = (file: string): string => readFileSync(join(here, file), 'utf8');
const files = readdirSync(here).filter((file) => file.endsWith('.ftl'));
/** The catalogues of the program's texts; the window's own words are `es.ftl`. */
const PROGRAM = files.filter((file) => /^es\..+\.ftl$/.test(file));

/** The names of the values that a pattern uses, whether it shows them or chooses by them. */
function used(pattern: Pattern | null): string[] {
  const names = new Set<string>();
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(walk);
    if (typeof node !== 'object' || node === null) return;
    if ('type' in node && node.type === 'var' && 'name' in node) names.add(String(node.name));
    Object.values(node).forEach(walk);
  };
  walk(pattern);
  return [...names].sort();
}

function messages(...names: string[]): Map<string, Message> {
  return new Map(names.flatMap((name) => new FluentResource(read(name)).body).map((message) => [message.id, message]));
}

/** What stands between signs that the window shows in a way of its own: commands, and what the console calls things. */
function marked(text: string): string[] {
  const plain = text.replace(/\{ \$(\w+) \}/g, '{$1}').replace(/\{ ?"(.)" ?\}/g, '$1');
  return [...plain.replace(/^\s*\*?\[\w+\] /gm, '').matchAll(/`[^`]+`|\[[^\]\n]+\]/g)].map((match) => match[0]).sort();
}

const { texts, otherwise, plain } = rustTexts(crates);
const window = [...readdirSync(join(here, '../..'), { recursive: true, encoding: 'utf8' })]
  .filter((file) => /\.(ts|svelte)$/.test(file) && !/test|generated/.test(file))
  .flatMap((file): RustText[] =>
    [...readFileSync(join(here, '../..', file), 'utf8').matchAll(/\{ id: '([\w-]+)', english: '([^']+)' \}/g)].map((match) => ({ id: match[1]!, english: match[2]!, args: [], file })),
  );
const all = [...texts, ...window];
const english = new Map(all.map((text) => [text.id, text]));

describe('the catalogues', () => {
  it.each(files)('%s is read to its end, each message once', (file) => {
    const written = [...read(file).matchAll(/^([a-zA-Z][\w-]*) =/gm)].map((match) => match[1]!);
    expect(written.filter((id, at) => written.indexOf(id) !== at)).toEqual([]);
    expect(new FluentResource(read(file)).body.map((message) => message.id)).toEqual(written);
    const others = read(file).split('\n').filter((line) => !/^([a-zA-Z][\w-]* =|#|\s|$|\})/.test(line));
    expect(others).toEqual([]);
  });

  it('have the window’s words in each language, with the same values', () => {
    const [en, es] = [messages('en.ftl'), messages('es.ftl')];
    expect(en.size).toBeGreaterThan(300);
    expect([...es.keys()].sort()).toEqual([...en.keys()].sort());
    for (const [id, message] of en) expect(used(es.get(id)!.value), id).toEqual(used(message.value));
  });
});

describe('the texts of the program in Spanish', () => {
  const spanish = messages(...PROGRAM);

  it('are looked for where they are made', () => {
    expect(texts.filter((text) => text.id.startsWith('problem-')).length).toBeGreaterThan(250);
    expect(texts.filter((text) => text.id.startsWith('term-')).length).toBeGreaterThan(60);
    expect(texts.filter((text) => /\/steps\//.test(text.file)).length).toBeGreaterThan(200);
    expect(otherwise, 'a text made without text!(…) is not found here').toEqual(['lab/src/glossary.rs', 'model/src/problem/mod.rs', 'model/src/text.rs']);
    expect(window.length).toBeGreaterThan(0);
  });

  it('have one English for each id', () => {
    expect(all.filter((text) => english.get(text.id)!.english !== text.english)).toEqual([]);
  });

  it('are all there', () => {
    expect([...english.values()].filter((text) => !spanish.has(text.id)).map((text) => `${text.id} = ${text.english}`)).toEqual([]);
  });

  it('are none too many', () => {
    expect([...spanish.keys()].filter((id) => !english.has(id))).toEqual([]);
  });

  it('use the values that the English names, and no other', () => {
    for (const [id, message] of spanish) expect(used(message.value), id).toEqual(english.get(id)?.args ?? []);
  });

  it('keep each command and each button of the console as it stands', () => {
    const lines = PROGRAM.flatMap((file) => [...read(file).matchAll(/^([\w-]+) =(.*(?:\n {4,}.*)*)$/gm)]);
    expect(lines.length).toBe(spanish.size);
    for (const [, id, text] of lines) expect(marked(text!), id).toEqual(marked(english.get(id!)?.english ?? ''));
  });
});

describe('what people read', () => {
  // The command line speaks to its own terminal, in English; an internal fault is named in details alone.
  const read = plain.filter(({ file }) => !file.startsWith('cli/'));

  it('is looked for where it is given', () => {
    expect(read.length).toBeGreaterThan(100);
  });

  it('is a text wherever a problem is given words as a value, or evidence words that were seen', () => {
    const words = (text: string): boolean => /[a-z]{2,} [a-z]/.test(text.replace(/\{[^}]*\}/g, '')) || /^[a-z]{3,}$/.test(text);
    expect(read.filter(({ literals }) => literals.some(words))).toEqual([]);
  });
});

describe('the reading of Rust', () => {
  it('knows comments, raw strings, escapes, characters and lifetimes', () => {
    const source = `/* a /* "b" */ */ fn f<'a>(c: char) { let x = '"'; r#"raw "quoted""#; "one \\
       line\\u{201c}" } // "no"`;
    expect(tokens(source).filter((token) => token.kind === 'string').map((token) => token.text)).toEqual(['raw "quoted"', 'one line“']);
  });

  it('finds the values of a format string, and no doubled brace', () => {
    expect(placeholders('{a} of {b:.2} and {{c}}')).toEqual(['a', 'b']);
  });
});
