// Serves every screen in every state, as one built page over made-up data: for whoever looks at them with another browser than Chromium.
//   node scripts/scenes.mjs
// Prints one line of JSON, { address, scenes: [name, …] }, and ends with its standard input.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, createServer, preview } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const outDir = mkdtempSync(join(tmpdir(), 'mysql-lab-scenes-'));
process.on('exit', () => rmSync(outDir, { recursive: true, force: true }));

const source = await createServer({ root, logLevel: 'error', server: { middlewareMode: true, hmr: false, watch: null } });
const { SCENES } = await source.ssrLoadModule('/src/test/mock/scenes.ts');
const scenes = Object.keys(SCENES);
await source.close();

const input = join(root, 'scene.html');
// Its first module awaits the scene: a target that knows no such thing cannot have it.
await build({ root, logLevel: 'error', build: { outDir, emptyOutDir: true, target: 'safari16', rollupOptions: { input } } });
const server = await preview({ root, logLevel: 'error', build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
const { port } = server.httpServer.address();
console.log(JSON.stringify({ address: `http://127.0.0.1:${port}/`, scenes }));

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
