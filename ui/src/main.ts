import '@fontsource-variable/inter/wght.css';
import '@fontsource/jetbrains-mono/400.css';
import '@fontsource/jetbrains-mono/600.css';
import './styles/window.css';

/** After this many milliseconds without content the window is out of sight, where nothing is painted. */
const PATIENCE = 150;

// The page's own frame is painted first: the window's code, and its styles even while they are fetched, would hold that up.
await new Promise<void>((resolve) => {
  new PerformanceObserver((_, observer) => {
    if (performance.getEntriesByName('first-contentful-paint').length === 0) return;
    observer.disconnect();
    resolve();
  }).observe({ type: 'paint', buffered: true });
  setTimeout(resolve, PATIENCE);
});
const { open } = await import('./window');
await open();
