import { mount } from 'svelte';
import { connectHost } from '$lib/host';
import { words } from '$lib/i18n/index.svelte';
import { router } from '$lib/state/route.svelte';
import App from './App.svelte';
import { later } from './screens/later.svelte';

connectHost();

/** Fetches what the first screen is made of, and no more, and puts it in the place of the frame that was painted before it. */
export async function open(): Promise<void> {
  // What cannot be fetched is asked for again when it is wanted: no window stays empty for the lack of it.
  await Promise.allSettled([words.ready(), router.route.screen === 'home' ? undefined : later.fetch()]);
  mount(App, { target: document.getElementById('app')! });
  document.getElementById('frame')?.remove();
}
