// The window over the mock, one scene at a time: `scene.html?scene=step&theme=dark`.
import '@fontsource-variable/inter/wght.css';
import '@fontsource/jetbrains-mono/400.css';
import '@fontsource/jetbrains-mono/600.css';
import '../../styles/window.css';
import { mount } from 'svelte';
import { useHost } from '$lib/host';
import { SCENES, press, type } from './scenes';

const asked = new URLSearchParams(location.search);
const scene = SCENES[asked.get('scene') ?? 'home'];
if (!scene) throw new Error(`no scene ${asked.get('scene')}`);
const host = scene.host();
host.pace = Number(asked.get('pace') ?? 0);
useHost(host);
const theme = asked.get('theme');
if (theme) localStorage.setItem('theme', theme);
else localStorage.removeItem('theme');
const language = scene.language ?? asked.get('language');
if (language) localStorage.setItem('language', language);
else localStorage.removeItem('language');
if (!location.hash) location.hash = scene.hash;
const [{ default: App }, { words }, { later }] = await Promise.all([import('../../App.svelte'), import('$lib/i18n/index.svelte'), import('../../screens/later.svelte')]);
await Promise.all([words.ready(), later.fetch()]);
mount(App, { target: document.getElementById('app')! });
if (scene.dir) document.documentElement.dir = scene.dir;
await press(scene.presses);
await type(scene.types);
// Says to who takes pictures that the scene stands.
document.documentElement.dataset.scene = asked.get('scene') ?? 'home';
