import { FluentBundle, FluentNumber, FluentResource, type FluentVariable } from '@fluent/bundle';
import type { Said, Text } from '$api';
import english from './en.ftl?raw';
import spanish from './es.ftl?raw';
import spanishEvidence from './es.evidence.ftl?raw';
import spanishGlossary from './es.glossary.ftl?raw';
import spanishProblems from './es.problems.ftl?raw';
import spanishSteps from './es.steps.ftl?raw';

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
  es: { name: 'Español', dir: 'ltr', locale: 'es-419', window: [spanish], program: [spanishSteps, spanishProblems, spanishGlossary, spanishEvidence] },
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
  /** Whose lists: the program's own English has no comma before the last. */
  readonly list = $derived(this.language === 'en' ? 'en-GB' : this.locale);
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

/** The program sends values as written. Whole numbers are numbers again, for plurals, and keep their look: no 3.306 for a port. */
function value(value: Said): FluentVariable {
  if (typeof value === 'string' && /^(0|[1-9]\d{0,14})$/.test(value)) return new FluentNumber(Number(value), { useGrouping: false });
  return said(value);
}

/** What the program says: as it came from a machine or a person, in the program's own words, or several such. */
export function said(value: Said): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? new Intl.ListFormat(words.list).format(value.map(said)) : say(value);
}

/** A text of the program: in the window's language where the catalogue has it, else in the English that it carries. */
export function say(text: Text): string {
  if (!words.program.hasMessage(text.id)) return text.english;
  const args = Object.fromEntries(Object.entries(text.args ?? {}).map(([name, given]) => [name, value(given)]));
  return format(words.program, text.id, args) ?? text.english;
}
