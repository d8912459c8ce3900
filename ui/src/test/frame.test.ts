// @vitest-environment jsdom
import { cleanup, render } from '@testing-library/svelte';
import { afterEach, expect, it, vi } from 'vitest';
import BrandMark from '$lib/components/BrandMark.svelte';
import { t } from '$lib/i18n/index.svelte';
import page from '../../index.html?raw';
import beforePaint from '../../public/before-paint.js?raw';

// What is painted before the window's code runs is written a second time: it must look and say the same.
const frame = new DOMParser().parseFromString(page, 'text/html').getElementById('frame')!;

afterEach(() => {
  cleanup();
  localStorage.clear();
});

it('shows the mark and the name that the head of every screen shows', () => {
  const { container } = render(BrandMark);
  const paths = (svg: Element | null) => [...(svg?.querySelectorAll('path') ?? [])].map((path) => path.outerHTML.replace(/ xmlns="[^"]*"/, ''));
  expect(paths(frame.querySelector('.mark'))).toEqual(paths(container.querySelector('.mark')));
  expect(frame.textContent?.trim()).toBe(t('brand'));
});

it.each([
  ['light', true],
  ['light', false],
  ['dark', true],
  ['dark', false],
  ['no theme', true],
  ['no theme', false],
])('has the same theme before the window’s code as after it: %s chosen, system dark %s', async (chosen, dark) => {
  vi.stubGlobal('matchMedia', () => ({ matches: dark, addEventListener: () => {} }));
  localStorage.setItem('theme', chosen);
  delete document.documentElement.dataset.theme;
  new Function(beforePaint)();
  const before = document.documentElement.dataset.theme;
  vi.resetModules();
  const { theme } = await import('$lib/state/theme.svelte');
  expect(before).toBe(theme.current);
  vi.unstubAllGlobals();
});
