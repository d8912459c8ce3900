import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import type { Text } from '$api';
import english from './en.ftl?raw';

/** The languages of the window, each named in itself. */
export const LANGUAGES = { en: 'English' } as const;
export type Language = keyof typeof LANGUAGES;

const CATALOGUES: Record<Language, string> = { en: english };

function bundleOf(language: Language): FluentBundle {
  // Isolation marks would end up in what people copy; direction is set on elements instead.
  const bundle = new FluentBundle(language, { useIsolating: false });
  bundle.addResource(new FluentResource(CATALOGUES[language]));
  return bundle;
}

const fallback = bundleOf('en');

class Words {
  language = $state<Language>('en');
  readonly bundle = $derived(bundleOf(this.language));
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
  return format(words.bundle, id, args) ?? format(fallback, id, args) ?? id;
}

/** A text of the program: in the window's language where the catalogue has it, else in the English that it carries. */
export function say(text: Text): string {
  return format(words.bundle, text.id, text.args as Record<string, string> | undefined) ?? text.english;
}
