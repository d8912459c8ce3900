import type { Api, Problem } from '$api';
import type { MenuWords } from '$lib/menu';
import { browserHost } from './browser';
import { tauriHost } from './tauri';

/** What the window asks of the program around it. Nothing else in the window knows whether that is the desktop shell or a browser. */
export interface Host {
  /** Whether this is the desktop program, which has native dialogs and real file paths. */
  readonly desktop: boolean;
  /** Calls the program. Rejects with a `Problem`. */
  call<M extends keyof Api>(method: M, ...args: Parameters<Api[M]>): ReturnType<Api[M]>;
  /** Opens an https address in the system's browser. */
  openUrl(url: string): Promise<void>;
  /** Lets the person choose a key file; null when they choose none, or where paths cannot be had. */
  pickKeyFile(): Promise<string | null>;
  /** Lets the person choose where to save a text, and saves it. False when they choose nowhere. */
  saveText(name: string, text: string): Promise<boolean>;
  copyText(text: string): Promise<void>;
  /** Tells the person something while the window is out of sight. */
  notify(title: string, body: string): Promise<void>;
  /** Calls back when files are dragged over the window, taken away again, or dropped. Returns what ends it. */
  onFiles(listener: (files: DraggedFiles) => void): () => void;
  /** Gives the shell the words to ask with, when the window is closed while a run goes. */
  setCloseQuestion(question: CloseQuestion): Promise<void>;
  /** Gives the shell the words of the native menu. */
  setMenuWords(words: MenuWords): Promise<void>;
  /** The web view's version or name, for a report of a fault. */
  webView(): Promise<string | null>;
  /** Shows the log's folder in the system's file program. */
  openLogFolder(): Promise<void>;
  /** Calls back with the id of each chosen entry of the native menu. Returns what ends it. */
  onMenu(listener: (id: string) => void): () => void;
}

export type DraggedFiles = { at: 'held' } | { at: 'gone' } | { at: 'dropped'; paths: string[] };

export interface CloseQuestion {
  title: string;
  message: string;
  close: string;
  stay: string;
}

export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'what_happened' in value;
}

/** Any rejection as a problem that can be shown: what the program did not say itself is said to be its silence. */
export function asProblem(error: unknown): Problem {
  if (isProblem(error)) return error;
  return {
    code: 'internal',
    severity: 'error',
    title: { id: 'host-no-answer-title', english: 'The program did not answer' },
    what_happened: { id: 'host-no-answer-what', english: 'The window asked the program behind it for something and got no proper answer.' },
    evidence: [],
    causes: [],
    remedies: [{ text: { id: 'host-no-answer-remedy', english: 'Try again. If it stays so, close the window and open it again: nothing is lost.' }, action: 'retry' }],
    leftovers: [],
    detail: error instanceof Error ? error.message : String(error),
  };
}

let current: Host | undefined;

/** Chooses the host for this window; called once, before anything is shown. Both are small, and to fetch one of them would delay the first screen. */
export function connectHost(): Host {
  current ??= '__TAURI_INTERNALS__' in globalThis ? tauriHost() : browserHost();
  return current;
}

/** Takes a host in a test. */
export function useHost(host: Host): void {
  current = host;
}

/** The host of this window. */
export function host(): Host {
  if (!current) throw new Error('connectHost has not been called');
  return current;
}
