// Runs before the first paint: a theme that comes later would be a flash. lib/state/theme.svelte.ts goes on from here.
{
  const chosen = localStorage.getItem('theme');
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
}
