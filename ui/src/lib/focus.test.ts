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
  await vi.waitFor(() => expect(active()).toBe('Here'));
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

test('the second click of a double click presses nothing, but where pressing goes on', () => {
  document.body.innerHTML = '<button id="once"><span>Go</span></button><button id="often" data-repeats>Next</button><p>words</p>';
  document.addEventListener('click', withoutSecondClick, true);
  const pressed = vi.fn();
  document.body.addEventListener('click', pressed);
  const click = (selector: string, detail: number) => document.querySelector(selector)!.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail }));
  click('#once span', 1);
  click('#once span', 2);
  expect(pressed).toHaveBeenCalledTimes(1);
  click('#once', 0);
  click('#often', 2);
  click('p', 2);
  expect(pressed).toHaveBeenCalledTimes(4);
  document.removeEventListener('click', withoutSecondClick, true);
});
