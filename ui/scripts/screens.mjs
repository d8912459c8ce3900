// Takes a picture of every screen in every state, light and dark, in its sizes, holds axe against each, and goes through it with Tab.
//   npm run screens [-- --out FOLDER] [--only step,home] [--language es] [--dir rtl] [--no-pictures] [--browsers 1]
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';
import { createServer } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const flag = (name) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : (process.argv[at + 1] ?? '');
};
const out = flag('out') || join(root, 'screens');
const only = flag('only')?.split(',');
const language = flag('language') || 'en';
const dir = flag('dir');
const pictures = !process.argv.includes('--no-pictures');
const browsers = Number(flag('browsers') || 2);

const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', process.env.CHROMIUM].find((path) => path && existsSync(path));
if (!browser) {
  console.error('screens: skipped, no Chromium. Install it (Debian: apt install chromium) or set CHROMIUM to its path.');
  process.exit(77);
}

const server = await createServer({ root, logLevel: 'error', server: { port: 0, hmr: false, watch: null } });
await server.listen();
const address = server.resolvedUrls.local[0];
const { SCENES, SIZES } = await server.ssrLoadModule('/src/test/mock/scenes.ts');
const axe = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');
mkdirSync(out, { recursive: true });

let wrong = 0;
const todo = Object.keys(SCENES)
  .filter((name) => !only || only.includes(name))
  .flatMap((name) => ['light', 'dark'].flatMap((theme) => (SCENES[name].sizes ?? ['1440x900', '1024x700']).map((size) => ({ name, theme, size }))));
// Browsers side by side, not pages: in one browser only the page in front is painted.
await Promise.all(
  Array.from({ length: browsers }, async () => {
    const chromium = await puppeteer.launch({ executablePath: browser, args: ['--no-sandbox', '--force-color-profile=srgb'] });
    for (let next = todo.shift(); next; next = todo.shift()) await take(chromium, next);
    await chromium.close();
  }),
);
await server.close();
console.log(wrong === 0 ? `screens: all clean, pictures in ${out}` : `screens: ${wrong} findings`);
process.exit(wrong === 0 ? 0 : 1);

async function take(chromium, { name, theme, size }) {
  const where = `${name} ${theme} ${size}`;
  const page = await chromium.newPage();
  await page.setViewport(SIZES[size]);
  await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  page.on('pageerror', (error) => report(`${where}: ${String(error)}`));
  page.on('console', (message) => message.type() === 'error' && report(`${where}: ${message.text()}`));
  await page.goto(`${address}scene.html?scene=${name}&theme=${theme}&language=${language}`, { waitUntil: 'networkidle0' });
  await page.waitForSelector('html[data-scene]');
  if (dir) await page.evaluate((value) => (document.documentElement.dir = value), dir);
  await page.evaluate(() => document.fonts.ready);
  if (pictures) await page.screenshot({ path: join(out, `${name}-${theme}-${size.replace('%', '')}.png`) });
  await judge(page, where);
  await walk(page, where);
  await page.close();
}

/** Looks for what axe finds, for a page that scrolls as a whole, and for words that are cut or lie over one another. */
async function judge(page, where) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const result = await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    const violations = result.violations.flatMap((one) => one.nodes.map((node) => `${one.id} ${node.target.join(' ')} ${node.failureSummary?.split('\n')[1] ?? ''}`));
    const root = document.scrollingElement;
    // In a narrow window, which one at 200 % zoom is, the panes stand below each other: the page scrolls, but never sideways.
    const overflow = root.scrollWidth > innerWidth + 1 || (innerWidth > 860 && root.scrollHeight > innerHeight + 1) ? [`the page scrolls: ${root.scrollWidth}×${root.scrollHeight}`] : [];
    const cut = [...document.querySelectorAll('button, h1, h2, .tag, dd, a.btn')].flatMap((element) => {
      const style = getComputedStyle(element);
      return element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1 && style.overflow !== 'hidden' && style.display !== 'inline' && !element.classList.contains('sr') ? [`cut: ${element.className} “${element.textContent?.trim().slice(0, 40)}”`] : [];
    });
    // Output is as long as its lines; nothing else goes on to the side.
    const aside = [...document.querySelectorAll('.scrolls:not(.tout)')].flatMap((element) => (element.scrollWidth > element.clientWidth + 1 ? [`scrolls sideways: ${element.className}`] : []));
    return [...violations, ...overflow, ...cut, ...aside];
  });
  for (const one of found) report(`${where}: ${one}`);
}

/** Goes from control to control with Tab: each has to be in sight, with nothing over it, and to show that it has the focus. */
async function walk(page, where) {
  await page.evaluate(() => document.activeElement?.blur());
  for (let stops = 0; stops < 200; stops += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body || at.dataset.walked) return null;
      at.dataset.walked = 'yes';
      const box = at.getBoundingClientRect();
      const middle = (from, to, most) => Math.min(Math.max((from + to) / 2, 1), most - 1);
      // Of a high region the head counts: the rest may be scrolled away.
      const top = document.elementFromPoint(middle(box.left, box.right, innerWidth), middle(box.top, Math.min(box.bottom, box.top + 40), innerHeight));
      const focus = getComputedStyle(document.documentElement).getPropertyValue('--focus');
      const probe = document.createElement('i');
      probe.style.color = focus;
      document.body.append(probe);
      const { color } = getComputedStyle(probe);
      probe.remove();
      // A field shows it on its frame, a choice on the card around it, a part of the drawing by its stroke.
      const near = [at, ...at.querySelectorAll('*'), at.parentElement, at.parentElement?.parentElement].filter(Boolean).map((element) => getComputedStyle(element));
      const faults = [
        !near.some((style) => (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.stroke === color) && 'shows no focus',
        (box.bottom < 1 || box.top > innerHeight - 1 || box.right < 1 || box.left > innerWidth - 1) && 'has the focus out of sight',
        top && !at.contains(top) && !top.contains(at) && 'has the focus under something else',
      ].filter(Boolean);
      return faults.map((fault) => `“${(at.getAttribute('aria-label') ?? at.textContent ?? '').trim().slice(0, 40)}” ${at.tagName.toLowerCase()} ${fault}`);
    });
    if (!stop) return;
    for (const fault of stop) report(`${where}: ${fault}`);
  }
  report(`${where}: Tab comes to no end`);
}

function report(text) {
  wrong += 1;
  console.error(text);
}
