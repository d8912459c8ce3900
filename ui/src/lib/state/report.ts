import { host } from '$lib/host';
import { say, words } from '$lib/i18n/index.svelte';

/** Lets the person save a lab's report, in the language of the window: one page that can be read, printed and sent. */
export async function saveReport(name: string): Promise<void> {
  const texts = await host().call('report_texts', { name });
  const report = await host().call('report', {
    name,
    format: 'html',
    words: Object.fromEntries(texts.map((text) => [text.english, say(text)])),
    language: words.language,
  });
  await host().saveText(`${name}-report.html`, report);
}
