// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, expect, it } from 'vitest';
import CostMeter from './CostMeter.svelte';

afterEach(cleanup);

const shown = () => screen.getByTestId('cost').textContent!.replace(/\s+/g, ' ');

it('says of a lab without machines what it will cost, and of nothing that could be forgotten', () => {
  render(CostMeter, { cost: { free: false, per_hour: 0, thirty_days: 0, once_launched: 0.0326 } });
  expect(shown()).toMatch(/now \$0\.00\/h.*once launched\s*\$0\.03\/h/);
  expect(shown()).not.toContain('forgotten');
});

it('says of a lab with machines what it costs when it is forgotten', () => {
  render(CostMeter, { cost: { free: false, per_hour: 0.0326, so_far: 0.07, thirty_days: 23.5 } });
  expect(shown()).toMatch(/now \$0\.03\/h.*so far\s*\$0\.07.*forgotten 30 days/);
  expect(shown()).not.toContain('once launched');
});
