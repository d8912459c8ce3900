/** Spanish, fetched when it is chosen: whoever reads English need not wait for it. */
import type { Catalogue } from './index.svelte';
import window from './es.ftl?raw';
import evidence from './es.evidence.ftl?raw';
import glossary from './es.glossary.ftl?raw';
import problems from './es.problems.ftl?raw';
import steps from './es.steps.ftl?raw';

export default { window: [window], program: [steps, problems, glossary, evidence] } satisfies Catalogue;
