import { FluentBundle, FluentNumber, FluentResource, type FluentVariable } from '@fluent/bundle';
import type { Said, Text } from '$api';
import english from './en.ftl?raw';

/** The words of one language. */
export interface Catalogue {
  /** The window's own words. */
  window: string[];
  /** The texts of the program, by their ids. English needs none: each text carries it. */
  program: string[];
}

interface LanguageFacts {
  /** The language's name in itself. */
  name: string;
  dir: 'ltr' | 'rtl';
  /** The locale whose numbers and dates stand in where the system's locale is of another language. */
  locale: string;
  /** Fetches its words. */
  fetch: () => Promise<Catalogue>;
}

/** English is always there: it stands in for what another language lacks, or has not fetched yet. */
const ENGLISH: Catalogue = { window: [english], program: [] };

const FACTS = {
  en: { name: 'English', dir: 'ltr', locale: 'en', fetch: () => Promise.resolve(ENGLISH) },
  es: { name: 'Español', dir: 'ltr', locale: 'es-419', fetch: () => import('./es').then((es) => es.default) },
} satisfies Record<string, LanguageFacts>;

export type Language = keyof typeof FACTS;

/** The languages of the window, each with its name in itself. */
export const LANGUAGES = Object.entries(FACTS).map(([language, { name }]) => ({ language: language as Language, name }));

const KEY = 'language';

function bundleOf(locale: string, catalogues: string[]): FluentBundle {
  // Isolation marks would end up in what people copy; direction is set on elements instead.
  const bundle = new FluentBundle(locale, { useIsolating: false });
  for (const catalogue of catalogues) bundle.addResource(new FluentResource(catalogue));
  return bundle;
}

const fallback = bundleOf('en', ENGLISH.window);

function isLanguage(value: string | null): value is Language {
  return value !== null && Object.hasOwn(FACTS, value);
}

/** The first of the system's languages that the window speaks. */
export function languageOf(system: readonly string[]): Language {
  return system.map((locale) => locale.toLowerCase().split('-')[0]!).find(isLanguage) ?? 'en';
}

/** Whose numbers and dates a language uses: the system's own locale where it is of that language. */
function localeOf(language: Language, system: readonly string[]): string {
  return system.find((locale) => locale.toLowerCase().startsWith(`${language}-`)) ?? FACTS[language].locale;
}

function stored(): Language | null {
  const value = localStorage.getItem(KEY);
  return isLanguage(value) ? value : null;
}

/** The language of the window: the system's, until the person chooses. */
class Words {
  #chosen = $state<Language | null>(stored());
  #system = $state<readonly string[]>(navigator.languages);
  #fetched = $state.raw<Partial<Record<Language, Catalogue>>>({ en: ENGLISH });
  readonly #wanted = $derived<Language>(this.#chosen ?? languageOf(this.#system));
  /** The wanted one, as soon as its words are there. */
  readonly language = $derived<Language>(this.#fetched[this.#wanted] ? this.#wanted : 'en');
  readonly #catalogue = $derived(this.#fetched[this.language] ?? ENGLISH);
  readonly locale = $derived(localeOf(this.language, this.#system));
  /** Whose lists: the program's own English has no comma before the last. */
  readonly list = $derived(this.language === 'en' ? 'en-GB' : this.locale);
  readonly window = $derived(this.language === 'en' ? fallback : bundleOf(this.locale, this.#catalogue.window));
  readonly program = $derived(bundleOf(this.locale, this.#catalogue.program));

  constructor() {
    addEventListener('languagechange', () => {
      this.#system = navigator.languages;
      void this.ready();
    });
    this.#show();
  }

  /** Changes the window's language, at once where its words are there already. */
  async choose(language: Language): Promise<void> {
    this.#chosen = language;
    localStorage.setItem(KEY, language);
    this.#show();
    await this.ready();
  }

  /** Fetches the words of the window's language, or of another one. */
  async ready(language: Language = this.#wanted): Promise<void> {
    if (!this.#fetched[language]) {
      const catalogue = await FACTS[language].fetch();
      this.#fetched = { ...this.#fetched, [language]: catalogue };
    }
    this.#show();
  }

  #show(): void {
    document.documentElement.lang = this.language;
    document.documentElement.dir = FACTS[this.language].dir;
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
