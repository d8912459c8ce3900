import type { Line, Place, RunId, StepId } from '$api';

/** One row of the terminal. A command's end is told on the command's own row. */
export interface Row {
  key: string;
  at: string;
  step: StepId;
  place: Place;
  stream: 'command' | 'out' | 'err' | 'answer';
  text: string;
  /** Whether it goes on from the row above: a command may have several lines. */
  more?: boolean;
  /** How the command ended, once it has. */
  ended?: { text: string; at: string };
}

/** The terminal's tabs: the two machines, and this computer with its calls to the cloud. */
export type Session = 'server' | 'client' | 'calls';

export const SESSIONS: readonly Session[] = ['server', 'client', 'calls'];

export function sessionOf(place: Place): Session {
  return place === 'server' || place === 'client' ? place : 'calls';
}

/** How many rows a tab keeps; the oldest go first. */
export const ROWS_KEPT = 100_000;

/**
 * What was said at each place, across the runs that this window followed.
 *
 * It grows in place, because copying a hundred thousand rows for each new one would make the window stutter; `version` tells that it has.
 */
export class Transcript {
  readonly rows: Record<Session, Row[]> = { server: [], client: [], calls: [] };
  /** The newest command of each place and step, which the next status line belongs to. */
  readonly #open = new Map<string, Row>();
  readonly #seen = new Map<RunId, number>();
  version = 0;

  /** Takes in the lines of a run. Lines that were already taken in change nothing. */
  add(run: RunId, lines: readonly Line[]): boolean {
    const next = this.#seen.get(run) ?? 0;
    let grew = false;
    for (const line of lines) {
      if (line.index < next) continue;
      grew = true;
      this.#seen.set(run, line.index + 1);
      this.#take(run, line);
    }
    if (grew) this.version += 1;
    return grew;
  }

  #take(run: RunId, line: Line): void {
    const owner = `${run} ${line.step} ${line.place}`;
    if (line.stream === 'status') {
      const command = this.#open.get(owner);
      if (command) {
        command.ended = { text: line.text, at: line.at };
        return;
      }
    }
    const session = this.rows[sessionOf(line.place)];
    const stream = line.stream === 'status' ? 'out' : line.stream;
    line.text.split('\n').forEach((text, part) => {
      const row: Row = { key: `${run}:${line.index}:${part}`, at: line.at, step: line.step, place: line.place, stream, text };
      if (part > 0) row.more = true;
      else if (stream === 'command') this.#open.set(owner, row);
      session.push(row);
    });
    // Rows are dropped in blocks, so that a flood of lines does not move the whole array for each.
    if (session.length > ROWS_KEPT + 2_000) session.splice(0, session.length - ROWS_KEPT);
  }

  /** The newest line of a step. */
  lastOf(step: StepId): Row | undefined {
    let newest: Row | undefined;
    for (const session of SESSIONS) {
      const rows = this.rows[session];
      for (let at = rows.length - 1; at >= 0 && at > rows.length - 200; at -= 1) {
        const row = rows[at]!;
        if (row.step === step) {
          if (!newest || row.at > newest.at) newest = row;
          break;
        }
      }
    }
    return newest;
  }

  /** A tab as text, for the clipboard and for files. */
  text(session: Session, prompt: (row: Row) => string): string {
    return this.rows[session].map((row) => (row.stream === 'command' && !row.more ? `${prompt(row)}${row.text}` : row.text)).join('\n');
  }
}
