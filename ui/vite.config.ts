import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';
import { fileURLToPath } from 'node:url';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  // The shell serves the files from its own scheme, and the browser host from any path.
  base: './',
  resolve: {
    alias: {
      $api: here('./src/lib/generated/api.ts'),
      $lib: here('./src/lib'),
    },
  },
  build: {
    target: ['es2022', 'safari16'],
    // The content security policy allows no data: fonts and no inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // The browser host answers its own page alone: it must see that of this server as that.
  server: { proxy: { '/call': { target: 'http://127.0.0.1:4821', changeOrigin: false } } },
  test: {
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/test/setup.ts'],
    // A test waits for what it needs, however busy the machine is: the programs are compiled beside it.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
