// @vitest-environment jsdom
import { afterEach, describe, expect, it } from 'vitest';
import { duration } from '$lib/format';
import type { Said } from '$api';
import { LANGUAGES, languageOf, said, say, t, words } from './index.svelte';

afterEach(() => words.choose('en'));

describe('the language of the window', () => {
  it('is the first of the system’s that there is a catalogue for', () => {
    expect(languageOf(['es-MX', 'en'])).toBe('es');
    expect(languageOf(['fr-FR', 'ES', 'en'])).toBe('es');
    expect(languageOf(['fr-FR'])).toBe('en');
    expect(languageOf([])).toBe('en');
  });

  it('changes every word at once, marks the page, and is remembered', () => {
    words.choose('es');
    expect(t('steps')).toBe('Pasos');
    expect(t('n-proven', { n: 1 })).toBe('un paso comprobado');
    expect(t('n-proven', { n: 3 })).toBe('3 pasos comprobados');
    expect(document.documentElement.lang).toBe('es');
    expect(document.documentElement.dir).toBe('ltr');
    expect(localStorage.getItem('language')).toBe('es');
    words.choose('en');
    expect(t('steps')).toBe('Steps');
    expect(document.documentElement.lang).toBe('en');
  });

  it('is named in itself', () => {
    expect(LANGUAGES.map(({ name }) => name)).toEqual(['English', 'Español']);
  });

  it('keeps how long a thing took in its own numbers', () => {
    words.choose('es');
    expect(duration(2300)).toBe('2.3 s');
  });
});

describe('a text of the program in Spanish', () => {
  const text = (id: string, args: Record<string, Said> = {}, english = 'English') => ({ id, args, english });

  it('has its values filled in, and ports and accounts as they are written', () => {
    words.choose('es');
    expect(say(text('mysql-rule-lets-in', { range: '172.31.18.52/32' }))).toBe('La puerta de 3306 deja entrar a 172.31.18.52/32');
    expect(say(text('problem-other_account-what', { found: '123456789012', expected: '012345678901' }))).toContain('123456789012; el laboratorio está en la cuenta 012345678901');
    expect(say(text('problem-door_missing-what', { port: '3306', group: 'g', found: 'a', expected: 'b' }))).toContain('puerto 3306 de g');
  });

  it('has the texts that are its values in Spanish, and names as they were given', () => {
    words.choose('es');
    expect(say(text('wait-waiting', { machine: 'mysql_server', state: text('state-shutting-down') }))).toBe('mysql_server está en el estado terminándose');
    expect(say(text('problem-weak_password-what', { missing: ['length', 'digit', 'special'].map((rule) => text(`password-broken-${rule}`)) }))).toBe(
      'La contraseña tiene menos de 8 caracteres, no tiene ningún dígito y no tiene ningún carácter especial.',
    );
    expect(say(text('skipped-after-failure', { step: text('launch-title') }))).toBe('No se empezó porque falló «Lanzar dos máquinas».');
    expect(say(text('name-is-set', { name: 'stopped' }))).toBe('Una máquina se llama stopped');
  });

  it('is listed as each language lists', () => {
    const seen: Said = ['0.0.0.0:3306', text('seen-nothing-listens', {}, 'nothing listens on port 3306')];
    expect(said(seen)).toBe('0.0.0.0:3306 and nothing listens on port 3306');
    words.choose('es');
    expect(said(seen)).toBe('0.0.0.0:3306 y nada escucha en el puerto 3306');
    expect(said('SHOW DATABASES')).toBe('SHOW DATABASES');
  });

  it('is the English that it carries where a value is missing or the text is unknown', () => {
    words.choose('es');
    expect(say(text('bind-in-file', {}, 'The configuration says {value}'))).toBe('The configuration says {value}');
    expect(say(text('steps', {}, 'not the window’s own word'))).toBe('not the window’s own word');
  });
});
