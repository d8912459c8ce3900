// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { href, parseRoute, type Route } from './route.svelte';

it('finds each screen again by its address', () => {
  const routes: Route[] = [
    { screen: 'home' },
    { screen: 'welcome' },
    { screen: 'new', target: 'aws' },
    { screen: 'adopt' },
    { screen: 'adopt', name: 'half-done' },
    { screen: 'lab', name: 'practice-1' },
    { screen: 'lab', name: 'a/b ü', step: 'key_pair' },
    { screen: 'verify', name: 'x' },
    { screen: 'drills', name: 'x' },
    { screen: 'access', name: 'x' },
    { screen: 'tear-down', name: 'x' },
  ];
  for (const route of routes) expect(parseRoute(href(route))).toEqual(route);
});

it('shows the labs for an address that is none', () => {
  for (const hash of ['', '#', '#/nowhere', '#/lab', '#/lab/%E0%A4%A']) expect(parseRoute(hash)).toEqual({ screen: 'home' });
});
