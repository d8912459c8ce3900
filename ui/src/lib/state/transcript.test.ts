import { describe, expect, it } from 'vitest';
import type { Line } from '$api';
import { Search } from './search';
import { ROWS_KEPT, Transcript } from './transcript';

const line = (index: number, stream: Line['stream'], text: string, place: Line['place'] = 'server', step = 'a'): Line => ({ index, at: '2026-11-22T14:00:00Z', step, place, stream, text });

describe('the transcript', () => {
  it('tells how a command ended on the command’s own row', () => {
    const transcript = new Transcript();
    transcript.add('r', [line(0, 'command', 'sudo true'), line(1, 'out', 'fine'), line(2, 'status', 'exit 0')]);
    expect(transcript.rows.server.map((row) => row.text)).toEqual(['sudo true', 'fine']);
    expect(transcript.rows.server[0]?.ended?.text).toBe('exit 0');
  });

  it('gives a status to the command of its own step when two run at once', () => {
    const transcript = new Transcript();
    transcript.add('r', [line(0, 'command', 'one', 'server', 'a'), line(1, 'command', 'two', 'server', 'b'), line(2, 'status', 'exit 7', 'server', 'a')]);
    expect(transcript.rows.server.map((row) => row.ended?.text)).toEqual(['exit 7', undefined]);
  });

  it('takes each line in once, and keeps the runs apart', () => {
    const transcript = new Transcript();
    const lines = [line(0, 'out', 'x')];
    expect(transcript.add('r', lines)).toBe(true);
    expect(transcript.add('r', lines)).toBe(false);
    expect(transcript.add('s', lines)).toBe(true);
    expect(transcript.rows.server).toHaveLength(2);
  });

  it('puts the cloud’s and this computer’s commands into one tab', () => {
    const transcript = new Transcript();
    transcript.add('r', [line(0, 'command', 'aws', 'cloud'), line(1, 'command', 'ssh', 'laptop'), line(2, 'command', 'mysql', 'client')]);
    expect(transcript.rows.calls).toHaveLength(2);
    expect(transcript.rows.client).toHaveLength(1);
  });

  it('breaks a command of several lines into rows, of which the first has the prompt', () => {
    const transcript = new Transcript();
    transcript.add('r', [line(0, 'command', 'aws ec2 \\\n  run')]);
    expect(transcript.text('server', () => '$ ')).toBe('$ aws ec2 \\\n  run');
  });

  it('keeps the newest rows of a flood', () => {
    const transcript = new Transcript();
    const many = ROWS_KEPT + 5_000;
    transcript.add('r', Array.from({ length: many }, (_, n) => line(n, 'out', String(n))));
    expect(transcript.rows.server.length).toBeLessThanOrEqual(ROWS_KEPT + 2_000);
    expect(transcript.rows.server.at(-1)?.text).toBe(String(many - 1));
  });
});

describe('the search', () => {
  it('finds in what came before and in what comes later', () => {
    const transcript = new Transcript();
    const search = new Search();
    transcript.add('r', [line(0, 'out', 'Setting up mysql'), line(1, 'out', 'else')]);
    expect(search.look(transcript.rows.server, 'MYSQL')).toEqual([0]);
    transcript.add('r', [line(2, 'out', 'mysql again')]);
    expect(search.look(transcript.rows.server, 'MYSQL')).toEqual([0, 2]);
    expect(search.look(transcript.rows.server, 'else')).toEqual([1]);
    expect(search.look(transcript.rows.server, '')).toEqual([]);
  });
});
