import '@fontsource-variable/inter/wght.css';
import '@fontsource/jetbrains-mono/400.css';
import '@fontsource/jetbrains-mono/600.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/drawing.css';
import { mount } from 'svelte';
import { connectHost } from '$lib/host';
import App from './App.svelte';

connectHost();
mount(App, { target: document.getElementById('app')! });
