import '@fontsource-variable/inter/wght.css';
import '@fontsource/jetbrains-mono/400.css';
import '@fontsource/jetbrains-mono/600.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/drawing.css';
import { mount } from 'svelte';
import { connectHost } from '$lib/host';
import { words } from '$lib/i18n/index.svelte';
import { router } from '$lib/state/route.svelte';
import App from './App.svelte';
import { later } from './screens/later.svelte';

const host = connectHost();
// What the first screen is made of, and no more: the rest comes once it is painted.
// What cannot be fetched is asked for again when it is wanted: no window stays empty for the lack of it.
await Promise.allSettled([words.ready(), router.route.screen === 'home' ? undefined : later.fetch()]);
// The window comes up while the screen is being made; it shows its own ground until then.
void host.ready();
mount(App, { target: document.getElementById('app')! });
