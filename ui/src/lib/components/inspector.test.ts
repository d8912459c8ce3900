// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LabView } from '$api';
import { useHost } from '$lib/host';
import { statuses } from '$lib/state/status';
import { MockHost } from '../../test/mock/host';
import { lab } from '../../test/mock/labs';
import { STEPS } from '../../test/mock/steps';
import DrawingPane from './DrawingPane.svelte';

let host: MockHost;
const part = (id: string): SVGElement => document.querySelector<SVGElement>(`[data-part="${id}"]`)!;

/** Opens a part's inspector by keyboard, in a lab that is proven up to a step. */
async function inspect(id: string, upTo = 'all', key = 'Enter'): Promise<HTMLElement> {
  const own = lab('first-lab', upTo);
  render(DrawingPane, { lab: own, steps: statuses({ lab: own, steps: STEPS, changes: [] } as unknown as LabView, undefined), screen: 'lab' });
  part(id).focus();
  await fireEvent.keyDown(part(id), { key });
  return screen.getByTestId('inspector');
}

beforeEach(() => {
  host = new MockHost();
  useHost(host);
});
afterEach(cleanup);

it.each(['Enter', ' '])('opens with the key “%s”, and the focus is on the part’s name in it', async (key) => {
  const inspector = await inspect('server', 'all', key);
  await waitFor(() => expect(document.activeElement).toBe(within(inspector).getByRole('heading', { name: 'mysql_server' })));
  expect(inspector.textContent).toContain('proven');
});

it('closes on Escape, and the focus is on the part again', async () => {
  const inspector = await inspect('server');
  await fireEvent.keyDown(inspector, { key: 'Escape' });
  expect(screen.queryByTestId('inspector')).toBeNull();
  expect(document.activeElement).toBe(part('server'));
});

it('closes with its button, and the focus is on the part again', async () => {
  await inspect('door-3306');
  await fireEvent.click(screen.getByTestId('inspector-close'));
  expect(screen.queryByTestId('inspector')).toBeNull();
  expect(document.activeElement).toBe(part('door-3306'));
});

it('keeps its keys from the drawing behind it', async () => {
  const inspector = await inspect('server');
  await fireEvent.keyDown(inspector, { key: '+' });
  expect(screen.getByTestId('zoom-all').textContent).toBe('100%');
});

it('copies the id and the addresses of a machine', async () => {
  const inspector = await inspect('server');
  for (const value of ['i-0b7d24c19e5f3a806', '172.31.24.118', '203.0.113.41']) {
    await fireEvent.click(within(inspector).getByRole('button', { name: `Copy ${value}` }));
    await waitFor(() => expect(host.copied).toBe(value));
  }
});

it('shows of each step about the part what was seen, and says of the others that nobody looked', async () => {
  const inspector = await inspect('server', 'wait_until_running');
  const lists = within(inspector).getAllByTestId('evidence');
  expect(lists[0]!.textContent).toContain('There is a machine for the server');
  expect(inspector.textContent).toContain('Not looked at yet');
  expect(within(inspector).getByRole('link', { name: /Launch two machines/ }).getAttribute('href')).toBe('#/lab/first-lab/launch_instances');
});
