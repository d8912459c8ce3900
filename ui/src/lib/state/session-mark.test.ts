import { expect, it } from 'vitest';
import { MockHost } from '../../test/mock/host';
import { DOOR_PROBLEM, lab, record } from '../../test/mock/labs';
import { markOf } from './session-mark';
import { statuses, type StepStatus } from './status';
import { SESSIONS, Transcript } from './transcript';

const steps = (upTo: string): StepStatus[] => statuses(new MockHost().add(lab('x', upTo)).view('x'), undefined);
const marks = (of: StepStatus[]) => Object.fromEntries(SESSIONS.map((session) => [session, markOf(session, [], of)]));

it('is not yet where no step ran', () => {
  expect(marks(steps('none'))).toEqual({ server: 'notyet', client: 'notyet', calls: 'notyet' });
});

it('is proven where steps ran before this window was opened', () => {
  expect(marks(steps('connect_client'))).toMatchObject({ server: 'proven', client: 'notyet' });
  expect(marks(steps('all'))).toEqual({ server: 'proven', client: 'proven', calls: 'proven' });
});

it('is broken where a step broke', () => {
  const own = lab('x', 'all');
  own.steps.mysql_rule = record('mysql_rule', 'partial', DOOR_PROBLEM);
  expect(marks(statuses(new MockHost().add(own).view('x'), undefined))).toMatchObject({ server: 'proven', calls: 'broken' });
});

it('is broken where the last command failed and its step does not stand', () => {
  const transcript = new Transcript();
  transcript.add('r', [
    { index: 0, at: '2026-11-22T14:00:00Z', step: 'show_databases', place: 'client', stream: 'command', text: 'mysql' },
    { index: 1, at: '2026-11-22T14:00:01Z', step: 'show_databases', place: 'client', stream: 'status', text: 'exit 1' },
  ]);
  expect(markOf('client', transcript.rows.client, steps('show_databases'))).toBe('broken');
  expect(markOf('client', transcript.rows.client, steps('all'))).toBe('proven');
});
