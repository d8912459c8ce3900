import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FluentResource } from '@fluent/bundle';
import { describe, expect, it } from 'vitest';
import { placeholders, rustTexts, tokens, type RustText } from '../../test/rust-texts';
import { valueId } from './values';

type Message = FluentResource['body'][number];
type Pattern = NonNullable<Message['value']>;

const here = import.meta.dirname;
const crates = join(here, '../../../../src-tauri/crates');
const read = (file: string): string => readFileSync(join(here, file), 'utf8');
const files = readdirSync(here).filter((file) => file.endsWith('.ftl'));

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
  return [...plain.matchAll(/`[^`]+`|\[[^\]\n]+\]/g)].map((match) => match[0]).sort();
}

const { texts, otherwise, literals, values } = rustTexts(crates);
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
  const spanish = messages('es.steps.ftl', 'es.problems.ftl', 'es.glossary.ftl');

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
    const lines = ['es.steps.ftl', 'es.problems.ftl', 'es.glossary.ftl'].flatMap((file) => [...read(file).matchAll(/^([\w-]+) = (.*)$/gm)]);
    expect(lines.length).toBe(spanish.size);
    for (const [, id, text] of lines) expect(marked(text!), id).toEqual(marked(english.get(id!)?.english ?? ''));
  });
});

describe('the values that the program writes in English', () => {
  const known = new Set(messages('es.values.ftl').keys());
  const missing = (list: string[]): string[] => list.filter((text) => /[a-z]/.test(text) && !known.has(valueId(text)));

  it('have Spanish where a problem is given one', () => {
    expect(values.length).toBeGreaterThan(5);
    expect(missing(values)).toEqual([]);
  });

  it('have Spanish where a setting is refused with a whole sentence', () => {
    const sentences = literals.get('lab/src/settings.rs')!.filter((text) => / .*\.$/.test(text) && !text.includes('{'));
    expect(sentences.length).toBeGreaterThan(10);
    expect(missing(sentences)).toEqual([]);
  });

  it('have Spanish where they are the title of a step', () => {
    const titles = texts.filter((text) => /\/steps\//.test(text.file) && text.id.endsWith('-title') && text.args.length === 0);
    expect(titles.length).toBeGreaterThan(20);
    expect(missing(titles.map((text) => text.english))).toEqual([]);
  });

  it('are still written so', () => {
    // The states of machines and of services come from EC2 and from systemd.
    const states = ['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated', 'inactive', 'failed', 'active', 'activating'];
    const written = new Set([...[...literals.values()].flat(), ...states].map(valueId));
    expect([...known].filter((id) => !written.has(id))).toEqual([]);
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
