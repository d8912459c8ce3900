import { expect, it } from 'vitest';
import { ending, pieces, withTerms } from './rich';

it('takes names, buttons and typed things apart', () => {
  expect(pieces('Open [Security], then **mysql_server**, type `sudo mysql`.')).toEqual([
    { kind: 'text', text: 'Open ' },
    { kind: 'button', text: 'Security' },
    { kind: 'text', text: ', then ' },
    { kind: 'name', text: 'mysql_server' },
    { kind: 'text', text: ', type ' },
    { kind: 'code', text: 'sudo mysql' },
    { kind: 'text', text: '.' },
  ]);
});

it('leaves marks inside typed things alone', () => {
  expect(pieces('`GRANT ALL ON *.* TO a[b]`')).toEqual([{ kind: 'code', text: 'GRANT ALL ON *.* TO a[b]' }]);
});

it('shows an unfinished mark as it is', () => {
  expect(pieces('a ** b ` c [ d')).toEqual([{ kind: 'text', text: 'a ** b ` c [ d' }]);
});

it('marks a term once, as a whole word, in plain text only', () => {
  const found = withTerms(pieces('A VPC is no VPCs; `VPC` is. VPC again'), [{ word: 'vpc', meaning: 'a network' }]);
  expect(found.filter((piece) => piece.kind === 'term')).toEqual([{ kind: 'term', text: 'VPC', meaning: 'a network' }]);
  expect(found.map((piece) => piece.text).join('')).toBe('A VPC is no VPCs; VPC is. VPC again');
});

it('takes a term with signs of its own literally', () => {
  expect(withTerms(pieces('a (b) c'), [{ word: '(b)', meaning: 'x' }])[1]).toEqual({ kind: 'term', text: '(b)', meaning: 'x' });
});

it('finds the signs that belong to what stands before', () => {
  expect(ending('.')).toEqual({ signs: '.', rest: '' });
  expect(ending('): then go on.')).toEqual({ signs: '):', rest: ' then go on.' });
  expect(ending(' and so on')).toEqual({ signs: '', rest: ' and so on' });
});
