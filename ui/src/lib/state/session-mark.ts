import type { Mark, StepStatus } from './status';
import { sessionOf, type Row, type Session } from './transcript';

/**
 * The state of a place where commands run: of what runs there now, or what was seen there last.
 *
 * The lab's record speaks as well as the transcript, which is empty after the window was closed.
 */
export function markOf(session: Session, rows: readonly Row[], steps: readonly StepStatus[]): Mark {
  const last = rows.at(-1);
  const there = steps.filter((step) => step.id === last?.step || step.info.commands.some((command) => sessionOf(command.place) === session));
  const busy = there.find((step) => step.mark === 'working');
  if (busy && (!last || last.step === busy.id)) return 'working';
  const spoken = steps.find((step) => step.id === last?.step);
  const command = rows.findLast((row) => row.stream === 'command' && !row.more);
  const failed = command?.ended !== undefined && command.ended.text !== 'exit 0';
  if (there.some((step) => step.mark === 'broken') || (failed && spoken && spoken.mark !== 'proven' && spoken.mark !== 'gone')) return 'broken';
  const seen = there.filter((step) => ['proven', 'gone'].includes(step.mark) || step.stale).toSorted((a, b) => (a.at ?? '').localeCompare(b.at ?? ''));
  return seen.at(-1)?.mark ?? (last && !spoken ? 'proven' : 'notyet');
}
