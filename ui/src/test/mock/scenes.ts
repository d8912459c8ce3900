import { AT, DOOR_PROBLEM, NOBODY, PASTED_GONE, PRACTICE_LOST, THINGS, UNFINISHED, asHere, lab, record, seenOf } from './labs';
import { MockHost, wrong } from './host';
import { STEPS } from './steps';
import { recording } from '../recorded';
import { nextFrame } from '$lib/frame';
import type { Language } from '$lib/i18n/index.svelte';
import type { Target } from '$api';

const PASTED: Target = { kind: 'aws', profile: null, region: 'us-east-1', pasted: '123456789012' };
const AWS: Target = { kind: 'aws', profile: 'default', region: 'us-east-1' };
const now = (): string => new Date().toISOString();

/** A screen in one state: what the program says, and where the window stands. */
export interface Scene {
  hash: string;
  host: () => MockHost;
  /** What is pressed there, one after another, as selectors. */
  presses?: string[];
  /** What is typed then, and into which field. */
  types?: { field: string; text: string };
  /** The language it is looked at in, where it is not the one that is asked for. */
  language?: Language;
  /** The sizes that it is of interest in, where they are not the usual ones. */
  sizes?: Size[];
  /** From right to left: no catalogue is of such a language yet, the layout is held to it all the same. */
  dir?: 'rtl';
}

/** The sizes that pictures are taken in; `200%` is 1440×900 at 200 % zoom. */
export const SIZES = {
  '1440x900': { width: 1440, height: 900 },
  '1024x700': { width: 1024, height: 700 },
  '200%': { width: 720, height: 450, deviceScaleFactor: 2 },
};
export type Size = keyof typeof SIZES;

/** Presses what a scene has pressed, each as soon as it is there. */
export async function press(selectors: string[] = []): Promise<void> {
  for (const selector of selectors) {
    const element = await appeared(selector);
    // A person presses what they see, when the screen has put the focus where it begins.
    await nextFrame();
    element.focus();
    element.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  }
}

/** Types what a scene has typed. */
export async function type(typed: Scene['types']): Promise<void> {
  if (!typed) return;
  const field = (await appeared(typed.field)) as HTMLInputElement;
  field.focus();
  field.value = typed.text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

function appeared(selector: string): Promise<HTMLElement | SVGElement> {
  const find = (): HTMLElement | SVGElement | null => document.querySelector<HTMLElement>(`${selector}:not(:disabled)`);
  return new Promise((resolve) => {
    const look = (): boolean => {
      const found = find();
      if (found) resolve(found);
      return found !== null;
    };
    if (look()) return;
    const watcher = new MutationObserver(() => look() && watcher.disconnect());
    watcher.observe(document, { childList: true, subtree: true, attributes: true });
  });
}

/** A lab whose run was stopped by the person, as it was recorded. */
function cancelled(): MockHost {
  const { events, lines, view } = asHere(recording('cancelled'));
  const host = new MockHost().add(view!.lab);
  const run = host.begin('practice-1', 'set_up', 'one_by_one');
  run.events.splice(0, 1, ...events.map((event) => (event.kind === 'started' ? { ...event, run: run.run } : event)));
  run.lines.push(...lines);
  run.finished = true;
  return host;
}

/** A program that falls silent while a run goes. */
function silent(): MockHost {
  const host = SCENES.step!.host();
  const call = host.call as (method: string, args?: object) => Promise<unknown>;
  host.call = (async (method: string, args?: object) => {
    const answer = await call(method, args);
    if (method === 'report_since') for (const one of ['report_since', 'lab'] as const) host.silent.add(one);
    return answer;
  }) as never;
  return host;
}

function brokenLab(name: string, target?: Target) {
  const broken = lab(name, 'all', target);
  const waiting = ['show_databases', 'test_wall'];
  for (const step of waiting) broken.steps[step] = record(step, 'waiting');
  broken.steps.mysql_rule = record('mysql_rule', 'partial', DOOR_PROBLEM);
  return broken;
}

const NEXT_PAGE = '[data-testid=welcome-next]';
const OWN_PASSWORD = ['[data-testid=more-choices]', '[data-testid=password-own]'];
const NEARER = '[data-testid=zoom-in]';

/** Each screen in each state that it has, by name. */
export const SCENES: Record<string, Scene> = {
  'home-empty': { hash: '#/', host: () => new MockHost() },
  home: { hash: '#/', host: () => new MockHost().add(lab('first-lab', 'all', AWS)).add(brokenLab('practice-1')) },
  'home-one': { hash: '#/', host: () => new MockHost().add(lab('first-lab', 'all', AWS)) },
  'home-rtl': { hash: '#/', dir: 'rtl', host: () => SCENES.home!.host() },
  'home-200': { hash: '#/', sizes: ['200%'], host: () => SCENES.home!.host() },
  'home-offline': {
    hash: '#/',
    host: () => {
      const host = new MockHost();
      host.silent.add('list_labs');
      return host;
    },
  },
  'home-many': {
    hash: '#/',
    host: () => ['alpha', 'beta', 'gamma', 'delta', 'a-lab-with-a-very-long-name-that-goes-on-and-on-and-on-for-60'].reduce((host, name, at) => host.add(lab(name, STEPS[at * 5]?.id ?? 'all', at % 2 ? AWS : undefined)), new MockHost()),
  },
  'home-many-es': { hash: '#/', language: 'es', host: () => SCENES['home-many']!.host() },
  about: { hash: '#/', host: () => Object.assign(new MockHost().add(brokenLab('practice-1')), { desktop: true, chosen: 'about' }) },
  welcome: { hash: '#/welcome', host: () => new MockHost() },
  'welcome-rooms': { hash: '#/welcome', presses: [NEXT_PAGE], host: () => new MockHost() },
  'welcome-memory': { hash: '#/welcome', presses: [NEXT_PAGE, NEXT_PAGE], host: () => new MockHost() },
  'welcome-lab': { hash: '#/welcome', presses: [NEXT_PAGE, NEXT_PAGE, NEXT_PAGE], host: () => new MockHost() },
  'welcome-200': { hash: '#/welcome', sizes: ['200%'], host: () => new MockHost() },
  'new-practice': { hash: '#/new/practice', host: () => new MockHost() },
  'new-drop': { hash: '#/new/practice', host: () => Object.assign(new MockHost(), { held: true }) },
  'new-aws-200': { hash: '#/new/aws', sizes: ['200%'], host: () => new MockHost() },
  'new-aws': { hash: '#/new/aws', host: () => new MockHost() },
  'new-aws-nobody': {
    hash: '#/new/aws',
    host: () => {
      const host = new MockHost();
      host.refusals.set('aws_identity', NOBODY);
      return host;
    },
  },
  'new-aws-wrong': {
    hash: '#/new/aws',
    host: () => {
      const host = new MockHost();
      const odd = 'قاعدة-البيانات-'.repeat(20);
      host.planProblems = [
        wrong('ssh_from', { id: 'setting-range', args: { range: odd }, english: `“${odd}” is no IPv4 range, which is like 198.51.100.23/32.` }),
        wrong('db_user', { id: 'setting-user-name-signs', english: "The user's name has characters that MySQL cannot keep in a name, such as control characters or emoji." }),
      ];
      return host;
    },
  },
  'new-aws-es': { hash: '#/new/aws', language: 'es', host: () => new MockHost() },
  'password-weak': { hash: '#/new/practice', presses: OWN_PASSWORD, types: { field: '#field-password', text: 'donald' }, host: () => new MockHost() },
  'password-medium': { hash: '#/new/practice', presses: OWN_PASSWORD, types: { field: '#field-password', text: 'quackquack1' }, host: () => new MockHost() },
  'password-strong': { hash: '#/new/practice', presses: OWN_PASSWORD, types: { field: '#field-password', text: 'Qu4ck!-of-the-day' }, host: () => new MockHost() },
  adopt: { hash: '#/adopt', host: () => new MockHost() },
  'adopt-which': {
    hash: '#/adopt/by-hand',
    presses: ['[data-testid="adopt-name-machines"]'],
    host: () => new MockHost(),
  },
  'adopt-give-up': {
    hash: '#/tear-down/by-hand',
    host: () => new MockHost().add({ ...lab('by-hand', 'none', AWS), server: lab('by-hand', 'all').server, adoption: 'pending' }),
  },
  'paste-again': {
    hash: '#/tear-down/first-lab',
    host: () => {
      const host = new MockHost().add(lab('first-lab', 'all', PASTED));
      host.refusals.set('remaining', PASTED_GONE);
      return host;
    },
  },
  'step-settings': { hash: '#/lab/practice-1', host: () => new MockHost().add(lab('practice-1', 'create_user')) },
  'step-settings-type': {
    hash: '#/lab/first-lab/look_before_creating',
    host: () => new MockHost().add(lab('first-lab', 'look_before_creating', AWS)),
  },
  'step-aws': { hash: '#/lab/first-lab/launch_instances', host: () => new MockHost().add(lab('first-lab', 'launch_instances', AWS)) },
  'step-settings-door': { hash: '#/lab/first-lab/ssh_rule', host: () => new MockHost().add(lab('first-lab', 'ssh_rule', AWS)) },
  'step-odd': {
    hash: '#/lab/first-lab/name_instances',
    host: () => {
      const odd = lab('first-lab', 'name_instances', AWS);
      odd.settings.server_name = 'x'.repeat(255);
      odd.settings.client_name = 'عميل قاعدة البيانات 🦆👩‍👩‍👧‍👦 ' + 'a long name '.repeat(12).trim();
      odd.settings.database = 'بيانات_'.repeat(9);
      return new MockHost().add(odd);
    },
  },
  'step-first': { hash: '#/lab/practice-1', host: () => new MockHost().add(lab('practice-1', 'none')) },
  step: {
    hash: '#/lab/first-lab/mysql_rule',
    host: () => {
      const own = lab('first-lab', 'mysql_rule', AWS);
      for (const step of ['connect_server', 'connect_client', 'update_server']) own.steps[step] = record(step);
      const host = new MockHost().add(own);
      const run = host.begin('first-lab', 'set_up', 'all_at_once');
      host.line(run, 'server', 'command', 'update_server', 'sudo env DEBIAN_FRONTEND=noninteractive apt-get -q update');
      host.line(run, 'server', 'out', 'update_server', 'Get:12 http://us-east-1.ec2.archive.ubuntu.com/ubuntu jammy-updates/main amd64 Packages [2,874 kB]');
      host.line(run, 'server', 'out', 'update_server', 'Fetched 34.1 MB in 6s (5,411 kB/s)');
      host.line(run, 'server', 'status', 'update_server', 'exit 0');
      host.line(run, 'server', 'command', 'install_server', 'sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -y install mysql-server');
      host.line(run, 'server', 'out', 'install_server', 'Unpacking mysql-server-8.0 (8.0.44-0ubuntu0.22.04.1) ...');
      host.line(run, 'server', 'out', 'install_server', 'Setting up mysql-client-8.0 (8.0.44-0ubuntu0.22.04.1) ...');
      host.say(run, { kind: 'step_started', step: 'install_server', verb: 'apply' });
      run.progress = [{ step: 'install_server', note: { id: 'apt-installing', english: 'Installing mysql-server-8.0', args: { package: 'mysql-server-8.0' } }, fraction: 0.62, since: now() }];
      return host;
    },
  },
  working: {
    hash: '#/lab/first-lab/install_server',
    host: () => SCENES.step!.host(),
  },
  'working-long': {
    hash: '#/lab/first-lab/update_server',
    host: () => {
      const host = new MockHost().add(lab('first-lab', 'update_server', AWS));
      const run = host.begin('first-lab', { step: 'update_server' }, 'one_by_one');
      host.line(run, 'server', 'command', 'update_server', 'sudo env DEBIAN_FRONTEND=noninteractive apt-get -q update');
      for (let at = 1; at < 90; at += 1) host.line(run, 'server', 'out', 'update_server', `Get:${at} http://us-east-1.ec2.archive.ubuntu.com/ubuntu jammy-updates/universe amd64 c-n-f Metadata, a line that goes on past the end of the pane and further [${at * 137} B]`);
      host.say(run, { kind: 'step_started', step: 'update_server', verb: 'apply' });
      // Begun a while ago, and no figure to tell how much of it is done.
      run.events.at(-1)!.at = new Date(Date.now() - 754_000).toISOString();
      return host;
    },
  },
  'step-done': { hash: '#/lab/practice-1/mysql_rule', host: () => new MockHost().add(lab('practice-1', 'connect_server')) },
  problem: {
    hash: '#/lab/practice-1/mysql_rule',
    host: () => {
      const host = new MockHost().add(brokenLab('practice-1'));
      const run = host.begin('practice-1', { step: 'show_databases' }, 'one_by_one');
      host.line(run, 'client', 'command', 'show_databases', "bash -c 'IFS= read -r MYSQL_PWD && export MYSQL_PWD && exec mysql --user=\"$1\" --host=\"$2\" --connect-timeout=10 --batch' mysql 'donald' '172.31.24.118'");
      host.line(run, 'client', 'err', 'show_databases', "ERROR 2003 (HY000): Can't connect to MySQL server on '172.31.24.118:3306' (110)");
      host.line(run, 'client', 'status', 'show_databases', 'exit 1');
      host.say(run, { kind: 'finished', outcome: 'failed', lab: 'practice-1', goal: { step: 'show_databases' }, databases: [], checks: [], problem: DOOR_PROBLEM, culprit: 'mysql_rule', leftovers: [], removed: [], millis: 10_400 });
      return host;
    },
  },
  'problem-aws': {
    hash: '#/lab/first-lab/mysql_rule',
    host: () => {
      const host = new MockHost().add(brokenLab('first-lab', AWS));
      const run = host.begin('first-lab', { step: 'show_databases' }, 'one_by_one');
      host.say(run, { kind: 'finished', outcome: 'failed', lab: 'first-lab', goal: { step: 'show_databases' }, databases: [], checks: [], problem: DOOR_PROBLEM, culprit: 'mysql_rule', leftovers: THINGS, removed: [], millis: 10_400 });
      return host;
    },
  },
  'problem-es': { hash: '#/lab/practice-1/mysql_rule', language: 'es', host: () => SCENES.problem!.host() },
  verify: {
    hash: '#/verify/practice-1',
    host: () => {
      const host = new MockHost().add(brokenLab('practice-1'));
      const run = host.begin('practice-1', 'verify', 'all_at_once');
      for (const step of STEPS) {
        const state = step.id === 'mysql_rule' ? 'partial' : ['show_databases', 'test_wall'].includes(step.id) ? 'waiting' : 'done';
        host.say(run, { kind: 'step_checked', step: step.id, state, evidence: state === 'done' ? seenOf(step.id) : [], ...(state === 'partial' && { problem: DOOR_PROBLEM }) });
      }
      host.say(run, { kind: 'finished', outcome: 'unhealthy', lab: 'practice-1', goal: 'verify', databases: [], checks: [], problem: DOOR_PROBLEM, culprit: 'mysql_rule', leftovers: [], removed: [], millis: 1_900 });
      return host;
    },
  },
  'verify-es': { hash: '#/verify/practice-1', language: 'es', host: () => SCENES.verify!.host() },
  'verify-running': {
    hash: '#/verify/practice-1',
    host: () => {
      const host = new MockHost().add(lab('practice-1', 'all'));
      const run = host.begin('practice-1', 'verify', 'all_at_once');
      for (const step of STEPS.slice(0, 9)) host.say(run, { kind: 'step_checked', step: step.id, state: 'done', evidence: seenOf(step.id) });
      host.say(run, { kind: 'step_started', step: 'connect_server', verb: 'check' });
      return host;
    },
  },
  'verify-healthy': {
    hash: '#/verify/first-lab',
    host: () => {
      const host = new MockHost().add(lab('first-lab', 'all', AWS));
      const run = host.begin('first-lab', 'verify', 'all_at_once');
      for (const step of STEPS) host.say(run, { kind: 'step_checked', step: step.id, state: 'done', evidence: seenOf(step.id) });
      host.say(run, { kind: 'finished', outcome: 'healthy', lab: 'first-lab', goal: 'verify', databases: [], checks: [], leftovers: [], removed: [], millis: 1_900 });
      return host;
    },
  },
  proof: { hash: '#/lab/first-lab', host: () => new MockHost().add(lab('first-lab', 'all', AWS)) },
  'tear-down': { hash: '#/tear-down/first-lab', host: () => new MockHost().add(lab('first-lab', 'all', AWS)) },
  'tear-down-es': { hash: '#/tear-down/first-lab', language: 'es', host: () => SCENES['tear-down']!.host() },
  'tear-down-rtl': { hash: '#/tear-down/first-lab', dir: 'rtl', host: () => SCENES['tear-down']!.host() },
  'tear-down-nothing': { hash: '#/tear-down/first-lab', host: () => new MockHost().add(lab('first-lab', 'key_pair', AWS)) },
  'tear-down-going': {
    hash: '#/tear-down/first-lab',
    host: () => {
      const host = new MockHost().add(lab('first-lab', 'all', AWS));
      const run = host.begin('first-lab', 'tear_down', 'all_at_once');
      host.say(run, { kind: 'step_started', step: 'key_pair', verb: 'undo' });
      host.say(run, { kind: 'step_undone', step: 'key_pair', millis: 900 });
      host.say(run, { kind: 'step_started', step: 'launch_instances', verb: 'undo' });
      host.line(run, 'cloud', 'command', 'launch_instances', 'aws ec2 terminate-instances --instance-ids i-0d91c6f0ab27e4413 i-0b7d24c19e5f3a806');
      run.progress = [{ step: 'launch_instances', note: { id: 'launch-waiting-until-gone', english: 'Waiting until i-0b7d24c19e5f3a806 is terminated; it is shutting-down', args: { id: 'i-0b7d24c19e5f3a806', state: { id: 'state-shutting-down', english: 'shutting-down' } } }, since: now() }];
      return host;
    },
  },
  receipt: {
    hash: '#/tear-down/first-lab',
    host: () => {
      const host = new MockHost().add({ ...lab('first-lab', 'all', AWS), steps: {} });
      const run = host.begin('first-lab', 'tear_down', 'all_at_once');
      for (const step of ['key_pair', 'launch_instances', 'security_group']) host.say(run, { kind: 'step_undone', step, millis: 900 });
      host.say(run, { kind: 'finished', outcome: 'done', lab: 'first-lab', goal: 'tear_down', databases: [], checks: [], leftovers: [], removed: THINGS, millis: 58_000 });
      return host;
    },
  },
  'hand-missing': {
    hash: '#/lab/practice-1/bind_address',
    host: () => {
      const own = lab('practice-1', 'bind_address');
      const seen = [
        ...seenOf('bind_address').map((piece, at) => (at === 0 ? piece : { ...piece, seen: at === 1 ? '127.0.0.1:3306' : '127.0.0.1', holds: false })),
      ];
      own.steps.bind_address = { check: { state: 'partial', evidence: seen }, at: AT, by_hand: false, millis: null };
      const host = new MockHost().add(own);
      const run = host.begin('practice-1', { check_step: 'bind_address' }, 'one_by_one');
      host.say(run, { kind: 'step_checked', step: 'bind_address', state: 'partial', evidence: seen });
      host.say(run, { kind: 'step_failed', step: 'bind_address', problem: UNFINISHED, millis: 40 });
      host.say(run, { kind: 'finished', outcome: 'failed', lab: 'practice-1', goal: { check_step: 'bind_address' }, databases: [], checks: [], problem: UNFINISHED, culprit: 'bind_address', leftovers: [], removed: [], millis: 40 });
      return host;
    },
  },
  'hand-done': {
    hash: '#/lab/practice-1/mysql_rule',
    host: () => {
      const own = lab('practice-1', 'connect_server');
      own.steps.mysql_rule = { ...record('mysql_rule'), by_hand: true, millis: null };
      return new MockHost().add(own);
    },
  },
  'proof-practice': { hash: '#/lab/practice-1', host: () => new MockHost().add(lab('practice-1', 'all')) },
  access: { hash: '#/access/practice-1', host: () => new MockHost().add(lab('practice-1', 'all')) },
  'access-early': { hash: '#/access/practice-1', host: () => new MockHost().add(lab('practice-1', 'key_pair')) },
  drills: { hash: '#/drills/practice-1', host: () => new MockHost().add(lab('practice-1', 'all')) },
  'drills-not-ready': { hash: '#/drills/practice-1', host: () => new MockHost().add(lab('practice-1', 'create_user')) },
  drill: {
    hash: '#/drills/practice-1',
    host: () => {
      const host = new MockHost().add(lab('practice-1', 'all'));
      host.drills.start('bind_overridden');
      return host;
    },
  },
  'drill-surprise': {
    hash: '#/verify/practice-1',
    host: () => {
      const host = SCENES.verify!.host();
      host.drills.start(null);
      return host;
    },
  },
  'drill-over': {
    hash: '#/lab/practice-1',
    host: () => {
      const host = new MockHost().add(lab('practice-1', 'all'));
      host.drills.start('door_outdated');
      host.drills.solved = true;
      return host;
    },
  },
  'practice-lost': {
    hash: '#/access/practice-1',
    host: () => {
      const host = new MockHost().add(lab('practice-1', 'all'));
      host.refusals.set('practice', PRACTICE_LOST);
      return host;
    },
  },
  restarted: { hash: '#/lab/first-lab', host: () => new MockHost().add({ ...lab('first-lab', 'all', AWS), restarted_at: '2026-11-22T16:02:11Z' }) },
  cancelled: { hash: '#/lab/practice-1', host: cancelled },
  offline: { hash: '#/lab/first-lab', host: silent },
  inspector: { hash: '#/lab/first-lab', presses: ['[data-part=server]'], host: () => SCENES.proof!.host() },
  'inspector-door': { hash: '#/lab/practice-1/mysql_rule', presses: ['[data-part=door-3306]'], host: () => SCENES.problem!.host() },
  'drawing-near': { hash: '#/lab/first-lab', presses: [NEARER, NEARER], host: () => SCENES.proof!.host() },
  'rail-open': { hash: '#/lab/first-lab/mysql_rule', presses: ['[data-testid=rail-opener]'], sizes: ['1024x700'], host: () => SCENES.step!.host() },
  glossary: { hash: '#/lab/practice-1', presses: ['.lead .term'], host: () => SCENES['step-first']!.host() },
  'step-rtl': { hash: '#/lab/first-lab/mysql_rule', dir: 'rtl', host: () => SCENES.step!.host() },
  'step-200': { hash: '#/lab/first-lab/mysql_rule', sizes: ['200%'], host: () => SCENES.step!.host() },
  'proof-200': { hash: '#/lab/first-lab', sizes: ['200%'], host: () => SCENES.proof!.host() },
  'tear-down-200': { hash: '#/tear-down/first-lab', sizes: ['200%'], host: () => SCENES['tear-down']!.host() },
  'lab-missing': { hash: '#/lab/nowhere', host: () => new MockHost() },
};
