// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LabView } from '$api';
import { statuses } from '$lib/state/status';
import { lab } from '../../test/mock/labs';
import { STEPS } from '../../test/mock/steps';
import Rail from './Rail.svelte';

const opener = (): HTMLElement => screen.getByTestId('rail-opener');
const isOpen = (): boolean => opener().getAttribute('aria-expanded') === 'true' && screen.getByTestId('rail').classList.contains('open');

beforeEach(async () => {
  const view = { lab: lab('practice-1', 'mysql_rule'), steps: STEPS, changes: [] } as unknown as LabView;
  render(Rail, { lab: 'practice-1', steps: statuses(view, undefined), current: 'mysql_rule' });
  opener().focus();
  await fireEvent.click(opener());
  expect(isOpen()).toBe(true);
});
afterEach(() => {
  cleanup();
  document.body.replaceChildren();
});

it('closes on Escape, and the focus is on its button again', async () => {
  screen.getByTestId('rail-mysql_rule').focus();
  await fireEvent.keyDown(screen.getByTestId('rail-mysql_rule'), { key: 'Escape' });
  expect(isOpen()).toBe(false);
  expect(document.activeElement).toBe(opener());
});

it('closes on a click beside it, and the focus is on its button again', async () => {
  const beside = document.body.appendChild(document.createElement('p'));
  screen.getByTestId('rail-mysql_rule').focus();
  await fireEvent.click(beside);
  expect(isOpen()).toBe(false);
  expect(document.activeElement).toBe(opener());
});

it('leaves the focus with the button beside it that was clicked', async () => {
  const beside = document.body.appendChild(document.createElement('button'));
  beside.focus();
  await fireEvent.click(beside);
  expect(isOpen()).toBe(false);
  expect(document.activeElement).toBe(beside);
});

it('closes when the focus goes on behind it, and stays open while it is in it', async () => {
  screen.getByTestId('rail-key_pair').focus();
  expect(isOpen()).toBe(true);
  const behind = document.body.appendChild(document.createElement('button'));
  behind.focus();
  await waitFor(() => expect(isOpen()).toBe(false));
  expect(document.activeElement).toBe(behind);
});

it('stays open for clicks in it, and closes once a step is chosen', async () => {
  await fireEvent.click(screen.getByTestId('rail').querySelector('h2')!);
  expect(isOpen()).toBe(true);
  await fireEvent.click(screen.getByTestId('rail-key_pair'));
  expect(isOpen()).toBe(false);
});
