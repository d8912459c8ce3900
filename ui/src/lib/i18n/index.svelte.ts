import { FluentBundle, FluentNumber, FluentResource, type FluentVariable } from '@fluent/bundle';
import type { Text } from '$api';
import english from './en.ftl?raw';
import spanish from './es.ftl?raw';
import spanishGlossary from './es.glossary.ftl?raw';
import spanishProblems from './es.problems.ftl?raw';
import spanishSteps from './es.steps.ftl?raw';
import spanishValues from './es.values.ftl?raw';
import { valueId } from './values';

interface Catalogues {
  /** The language's name in itself. */
  name: string;
  dir: 'ltr' | 'rtl';
  /** The locale whose numbers and dates stand in where the system's locale is of another language. */
  locale: string;
  /** The window's own words. */
  window: string[];
  /** The texts of the program, by their ids. English needs none: each text carries it. */
  program: string[];
}

const CATALOGUES = {
  en: { name: 'English', dir: 'ltr', locale: 'en', window: [english], program: [] },
  es: { name: 'Español', dir: 'ltr', locale: 'es-419', window: [spanish], program: [spanishSteps, spanishProblems, spanishGlossary, spanishValues] },
} satisfies Record<string, Catalogues>;

export type Language = keyof typeof CATALOGUES;

/** The languages of the window, each with its name in itself. */
export const LANGUAGES = Object.entries(CATALOGUES).map(([language, { name }]) => ({ language: language as Language, name }));

const KEY = 'language';

function bundleOf(locale: string, catalogues: string[]): FluentBundle {
  // Isolation marks would end up in what people copy; direction is set on elements instead.
  const bundle = new FluentBundle(locale, { useIsolating: false });
  for (const catalogue of catalogues) bundle.addResource(new FluentResource(catalogue));
  return bundle;
}

const fallback = bundleOf('en', CATALOGUES.en.window);

function isLanguage(value: string | null): value is Language {
  return value !== null && Object.hasOwn(CATALOGUES, value);
}

/** The first of the system's languages that the window speaks. */
export function languageOf(system: readonly string[]): Language {
  return system.map((locale) => locale.toLowerCase().split('-')[0]!).find(isLanguage) ?? 'en';
}

/** Whose numbers and dates a language uses: the system's own locale where it is of that language. */
function localeOf(language: Language, system: readonly string[]): string {
  return system.find((locale) => locale.toLowerCase().startsWith(`${language}-`)) ?? CATALOGUES[language].locale;
}

function stored(): Language | null {
  const value = localStorage.getItem(KEY);
  return isLanguage(value) ? value : null;
}

/** The language of the window: the system's, until the person chooses. */
class Words {
  #chosen = $state<Language | null>(stored());
  #system = $state<readonly string[]>(navigator.languages);
  readonly language = $derived<Language>(this.#chosen ?? languageOf(this.#system));
  readonly locale = $derived(localeOf(this.language, this.#system));
  readonly window = $derived(bundleOf(this.locale, CATALOGUES[this.language].window));
  readonly program = $derived(bundleOf(this.locale, CATALOGUES[this.language].program));

  constructor() {
    addEventListener('languagechange', () => {
      this.#system = navigator.languages;
      this.#show();
    });
    this.#show();
  }

  choose(language: Language): void {
    this.#chosen = language;
    localStorage.setItem(KEY, language);
    this.#show();
  }

  #show(): void {
    document.documentElement.lang = this.language;
    document.documentElement.dir = CATALOGUES[this.language].dir;
  }
}

export const words = new Words();

function format(bundle: FluentBundle, id: string, args?: Record<string, FluentVariable>): string | undefined {
  const message = bundle.getMessage(id);
  if (!message?.value) return undefined;
  const errors: Error[] = [];
  const text = bundle.formatPattern(message.value, args, errors);
  return errors.length > 0 ? undefined : text;
}

/** A message of the window's own catalogue. */
export function t(id: string, args?: Record<string, FluentVariable>): string {
  return format(words.window, id, args) ?? format(fallback, id, args) ?? id;
}

/** A value that the program wrote in English, where the catalogue has it: "stopped", a step's title, or several such in a row. */
function worded(written: string): string | undefined {
  const whole = format(words.program, valueId(written));
  if (whole !== undefined) return whole;
  const parts = written.split(/, | and /).map((part) => format(words.program, valueId(part)));
  return parts.every((part) => part !== undefined) ? new Intl.ListFormat(words.locale).format(parts) : undefined;
}

/** The values that are names which a person gave: a machine named "stopped" keeps its name. */
const NAMES = new Set(['name', 'machine', 'server', 'client', 'user', 'database', 'account', 'group', 'key', 'path', 'profile']);

/** The program sends values as written. Whole numbers are numbers again, for plurals, and keep their look: no 3.306 for a port. */
function value(name: string, written: string): FluentVariable {
  if (/^(0|[1-9]\d{0,14})$/.test(written)) return new FluentNumber(Number(written), { useGrouping: false });
  return NAMES.has(name) ? written : (worded(written) ?? written);
}

/** A text of the program: in the window's language where the catalogue has it, else in the English that it carries. */
export function say(text: Text): string {
  if (!words.program.hasMessage(text.id)) return text.english;
  const args = Object.fromEntries(Object.entries(text.args ?? {}).map(([name, written]) => [name, value(name, written)]));
  return format(words.program, text.id, args) ?? text.english;
}
