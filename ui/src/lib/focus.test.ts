// @vitest-environment jsdom
import { afterEach, expect, test, vi } from 'vitest';
import { land, withoutSecondClick } from './focus';

afterEach(() => {
  document.body.innerHTML = '';
});

const active = () => document.activeElement?.textContent;

test('the heading takes the focus when it comes later', async () => {
  document.body.innerHTML = '<main></main>';
  const end = land();
  expect(document.activeElement).toBe(document.body);
  document.querySelector('main')!.innerHTML = '<h1 tabindex="-1">Here</h1>';
  await vi.waitFor(() => expect(active()).toBe('Here'), { timeout: 30_000 });
  end();
});

test('a person who has moved on keeps the focus', async () => {
  document.body.innerHTML = '<main></main><button>Mine</button>';
  const end = land();
  document.querySelector('button')!.focus();
  document.querySelector('main')!.innerHTML = '<h1 tabindex="-1">Here</h1>';
  await new Promise((resolve) => requestAnimationFrame(resolve));
  expect(active()).toBe('Mine');
  end();
});

test('the second click of a double click presses nothing, whatever stands there by then, but where pressing goes on', () => {
  document.body.innerHTML = '<button id="once"><span>Go</span></button><button id="often" data-repeats>Next</button><p>words</p>';
  for (const kind of ['mousedown', 'click'] as const) document.addEventListener(kind, withoutSecondClick, true);
  const seen: string[] = [];
  for (const kind of ['mousedown', 'click'] as const) document.body.addEventListener(kind, (event) => seen.push(`${kind} ${event.detail} ${(event.target as Element).localName}`));
  const click = (selector: string, detail: number) => {
    for (const kind of ['mousedown', 'click']) document.querySelector(selector)!.dispatchEvent(new MouseEvent(kind, { bubbles: true, cancelable: true, detail }));
  };
  click('#once span', 1);
  click('p', 2);
  click('#once', 3);
  click('#once', 4);
  expect(seen.splice(0)).toEqual(['mousedown 1 span', 'click 1 span', 'mousedown 3 button', 'click 3 button']);
  click('#often', 1);
  click('#often', 2);
  expect(seen.splice(0)).toHaveLength(4);
  // Two clicks in a text choose a word.
  click('p', 1);
  click('p', 2);
  expect(seen.splice(0)).toHaveLength(4);
  // On a busy machine the second click may come too late to be called one: what it meets is new all the same.
  click('#once', 1);
  document.querySelector('#once')!.remove();
  click('#often', 1);
  expect(seen.splice(0)).toEqual(['mousedown 1 button', 'click 1 button']);
  click('p', 0);
  expect(seen.splice(0)).toHaveLength(2);
  for (const kind of ['mousedown', 'click'] as const) document.removeEventListener(kind, withoutSecondClick, true);
});
