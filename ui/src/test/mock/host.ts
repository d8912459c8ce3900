import type { Api, AwsIdentity, Event, Goal, Lab, LabCard, LabView, Line, Pace, PasswordRule, PlanView, Problem, Progress, Report, RunId, SettingId, Text } from '$api';
import type { DraggedFiles, Host } from '$lib/host';
import type { MenuWords } from '$lib/menu';
import { DOOR_PROBLEM, THINGS, evidence, lab, record } from './labs';
import { MockDrills, practiceOf } from './practice';
import { LOOKS, STEPS, stepsOf } from './steps';
import recordedAnswers from '../recorded/answers.json?raw';

/** What the program answered to calls that need no lab. */
const answers = JSON.parse(recordedAnswers) as { plan_aws: PlanView; plan_practice: PlanView; password_rules: PasswordRule[]; lab_missing: Problem };

type WithoutPlace<E> = E extends unknown ? Omit<E, 'index' | 'at'> : never;
type EventKind = WithoutPlace<Event>;

const SETTINGS: SettingId[] = ['key', 'instance_type', 'ssh_from', 'recipe', 'server_name', 'client_name', 'db_user', 'database'];

/** A problem at a field, in words of the program. */
export function wrong(field: string, what: Text, code: Problem['code'] = 'bad_setting'): Problem {
  const remedy = code === 'bad_setting' ? 'Change the setting and try again. Nothing was created.' : 'Copy the whole block again, as the AWS access portal or the console shows it, and paste all of it.';
  return { ...DOOR_PROBLEM, code, field, what_happened: what, causes: [], evidence: [], remedies: [{ text: { id: `problem-${code === 'bad_setting' ? code : 'pasted_incomplete'}-remedy-1`, english: remedy } }] };
}

function identity(region: string | null | undefined, pasted?: string | null): AwsIdentity {
  return {
    account: '123456789012',
    arn: 'arn:aws:iam::123456789012:user/ada',
    region: region ?? 'us-east-1',
    root: false,
    ...(pasted && { pasted: { end: 'MPLE', expires: '2026-11-23T02:31:08Z' } }),
  };
}

interface MockRun {
  run: RunId;
  events: Event[];
  lines: Line[];
  progress: Progress[];
  finished: boolean;
}

/** A program that exists in the window alone: labs, and runs whose events a test or a picture says itself. */
export class MockHost implements Host {
  readonly desktop: boolean = false;
  readonly labs = new Map<string, Lab>();
  readonly runs = new Map<string, MockRun[]>();
  readonly calls: string[] = [];
  /** How long a step takes, in milliseconds; 0 leaves a run where the test puts it. */
  pace = 0;
  copied = '';
  /** The words that the native menu was given last, and what chooses an entry of it. */
  menuWords: MenuWords | undefined;
  menu: (id: string) => void = () => {};
  /** What drags files over the window, and whether one is held there from the start. */
  drag: (files: DraggedFiles) => void = () => {};
  held = false;
  /** The entry of the menu that is chosen at the start. */
  chosen: string | undefined;
  /** What calls answer with instead of their answer. */
  readonly refusals = new Map<keyof Api, Problem>();
  /** The calls that get no answer at all. */
  readonly silent = new Set<keyof Api>();
  /** What a plan finds wrong. */
  planProblems: Problem[] = [];
  /** What is broken on purpose. */
  readonly drills = new MockDrills();
  /** What was saved last, by its name. */
  saved: { name: string; text: string } | undefined;
  /** What was adopted last, as the person said it. */
  adopted: unknown;
  /** Whether keys were pasted. */
  pasted = false;
  #wake: (() => void)[] = [];

  add(lab: Lab): this {
    this.labs.set(lab.name, lab);
    return this;
  }

  begin(name: string, goal: Goal, pace: Pace): MockRun {
    const run: MockRun = { run: `run-${(this.runs.get(name)?.length ?? 0) + 1}`, events: [], lines: [], progress: [], finished: false };
    this.runs.set(name, [...(this.runs.get(name) ?? []), run]);
    const one = typeof goal === 'object' ? Object.values(goal)[0] : undefined;
    const steps = one ? [one] : goal === 'tear_down' ? STEPS.toReversed().filter((step) => !LOOKS.has(step.id)).map((step) => step.id) : STEPS.map((step) => step.id);
    this.say(run, { kind: 'started', run: run.run, lab: name, goal, pace, steps });
    return run;
  }

  say(run: MockRun, kind: EventKind): void {
    run.events.push({ index: run.events.length, at: new Date().toISOString(), ...kind } as Event);
    if (kind.kind === 'finished') run.finished = true;
    this.wake();
  }

  line(run: MockRun, place: Line['place'], stream: Line['stream'], step: string, text: string): void {
    run.lines.push({ index: run.lines.length, at: new Date().toISOString(), step, place, stream, text });
  }

  wake(): void {
    for (const done of this.#wake.splice(0)) done();
  }

  view(name: string): LabView {
    const lab = this.labs.get(name);
    if (!lab) throw { ...answers.lab_missing, what_happened: { ...answers.lab_missing.what_happened, args: { name }, english: `There is no lab named ${name}.` } };
    const running = this.runs.get(name)?.find((run) => !run.finished)?.run;
    return {
      lab: structuredClone(lab),
      steps: stepsOf(lab),
      changes: STEPS.filter((step) => !LOOKS.has(step.id)).map((step) => step.id),
      changeable: SETTINGS.filter((id) => !STEPS.some((step) => step.settings.includes(id) && !LOOKS.has(step.id) && lab.steps[step.id]?.check.state === 'done')),
      pages: lab.target.kind === 'aws' ? { launch_instances: 'https://eu-central-1.console.aws.amazon.com/ec2/home?region=eu-central-1#LaunchInstances:' } : {},
      cost: costOf(lab),
      health: healthOf(lab),
      folder: `/home/ada/labs/${name}`,
      ...(running && { running }),
    };
  }

  call = (async (method: keyof Api, args: Record<string, any> = {}): Promise<unknown> => {
    this.calls.push(method);
    const name = args.name as string;
    const refusal = this.refusals.get(method);
    if (refusal) throw refusal;
    if (this.silent.has(method)) throw new Error('connection refused');
    switch (method) {
      case 'about':
        return { version: '0.1.0', licence: 'MIT OR Apache-2.0', data_folder: '/home/ada/.local/share/mysql-lab-wizard', log_folder: '/home/ada/.local/share/mysql-lab-wizard/logs', platform: 'linux x86_64' };
      case 'diagnostics':
        return `MySQL Lab Wizard 0.1.0\nPlatform: linux x86_64\nWeb view: ${args.web_view}\nData folder: ~/.local/share/mysql-lab-wizard\nLab 1: practice, broken; door_missing at mysql_rule\n`;
      case 'list_labs':
        return [...this.labs.values()].map((lab): LabCard => ({ name: lab.name, lab, cost: costOf(lab), health: healthOf(lab) }));
      case 'lab':
        return this.view(name);
      case 'latest_run':
        return this.runs.get(name)?.at(-1)?.run ?? null;
      case 'run': {
        const run = this.begin(name, args.goal, args.pace);
        if (this.pace > 0) void this.#play(name, run, args.goal);
        return run.run;
      }
      case 'adopt_lab':
        this.adopted = args.by_hand;
        this.add(lab(args.by_hand.name, 'all', args.by_hand.target));
        return this.begin(args.by_hand.name, 'verify', 'all_at_once').run;
      case 'report_since':
        return this.#report(name, args.run, args.event, args.line);
      case 'cancel':
        return null;
      case 'remaining':
        return this.labs.get(name)?.server.instance_id ? THINGS : [];
      case 'forget_lab':
        this.labs.delete(name);
        return null;
      case 'plan': {
        const { target, settings, name: wanted } = args.new_lab as { target: Lab['target']; settings: Lab['settings']; name?: string };
        const bad = /[ /]/.test(wanted ?? '')
          ? [{ ...DOOR_PROBLEM, code: 'bad_setting', field: 'name', what_happened: { id: 'z', english: 'A lab’s name has letters, digits, dashes, dots or underscores.' } }]
          : [];
        const told = answers[target.kind === 'aws' ? 'plan_aws' : 'plan_practice'];
        const suggested = target.kind === 'practice' ? 'practice-1' : 'lab-1';
        return {
          name: suggested,
          steps: stepsOf({ name: wanted || suggested, target }),
          creates: told.creates.map((thing) => ({ ...thing, name: thing.name === 'mysql_server' ? settings.server_name : thing.name === 'mysql_client' ? settings.client_name : thing.name.replace(told.name, wanted || suggested) })),
          cost: target.kind === 'practice' ? { free: true } : { free: false, per_hour: 0.0326, thirty_days: 23.5 },
          problems: [...bad, ...this.planProblems],
        };
      }
      case 'check_password': {
        const password = args.password as string;
        const met: Record<string, boolean> = {
          length: password.length >= 8,
          lower: /[a-z]/.test(password),
          upper: /[A-Z]/.test(password),
          digit: /\d/.test(password),
          special: /[^A-Za-z0-9]/.test(password),
          name: password !== args.user,
        };
        return answers.password_rules.map((rule) => ({ ...rule, met: met[rule.id.replace('password-rule-', '')] ?? true }));
      }
      case 'aws_profiles':
        return [
          { name: 'default', region: 'eu-central-1', kind: 'keys' },
          { name: 'school', kind: 'sso' },
        ];
      case 'aws_identity':
        return identity(args.region, args.pasted);
      case 'paste_keys': {
        // The real reading of pasted text has its own tests: here one word is enough.
        if (!/ASIA|AKIA/.test(args.text)) throw wrong('pasted', { id: 'pasted-nothing', english: 'No access key was found in the text. It has a line with the access key ID and one with the secret access key.' }, 'pasted_incomplete');
        this.pasted = true;
        this.refusals.clear();
        return identity(args.region, '123456789012');
      }
      case 'paste_keys_for': {
        const { target, cloud } = this.labs.get(name)!;
        const expected = (target.kind === 'aws' && target.pasted) || cloud.account;
        if (expected && expected !== '123456789012') throw wrong('pasted', { id: 'problem-other_account-what', args: { found: '123456789012', expected }, english: `You are signed in to account 123456789012; the lab stands in account ${expected}.` }, 'other_account');
        if (target.kind === 'aws') target.pasted = cloud.account = '123456789012';
        this.refusals.clear();
        return this.view(name);
      }
      case 'internet_address':
        return '198.51.100.23';
      case 'instance_types':
        return [
          { name: 't3.micro', vcpus: 2, memory_mib: 1024, per_hour: 0.0326, may_be_free: true },
          { name: 't2.micro', vcpus: 1, memory_mib: 1024, per_hour: 0.035, may_be_free: true },
          { name: 't3.small', vcpus: 2, memory_mib: 2048, per_hour: 0.0534, may_be_free: true },
          { name: 't3.medium', vcpus: 2, memory_mib: 4096, per_hour: 0.095, may_be_free: false },
        ];
      case 'change_settings': {
        const own = this.labs.get(name)!;
        if ([...args.settings.database].some((sign: string) => sign.codePointAt(0)! > 0xffff)) throw wrong('database', { id: 'setting-database-name-signs', english: 'The database\'s name has characters that MySQL cannot keep in a name, such as control characters or emoji.' });
        own.settings = structuredClone(args.settings);
        return this.view(name);
      }
      case 'inspect_key':
        return { algorithm: 'ssh-rsa', fingerprints: ['e1:7f:2a:…'], mode: '0400', owner_only: true };
      case 'drills':
        return this.drills.view(healthOf(this.labs.get(name)!) === 'healthy');
      case 'start_drill':
        this.drills.start(args.drill);
        return this.drills.view(true);
      case 'end_drill':
        return this.drills.end();
      case 'practice':
        return practiceOf(this.labs.get(name)!);
      case 'report_texts':
        return [{ id: 'report-steps', english: 'The steps' }];
      case 'report':
        return `<!doctype html><html lang="${args.language}"><h1>${args.words['The steps']}</h1></html>`;
      case 'stop_machines':
      case 'start_machines': {
        const lab = this.labs.get(name)!;
        lab.server.state = lab.client.state = method === 'stop_machines' ? 'stopped' : 'running';
        return this.view(name);
      }
      default:
        return null;
    }
  }) as never;

  async #report(name: string, id: RunId, event: number, line: number): Promise<Report> {
    const run = this.runs.get(name)!.find((one) => one.run === id)!;
    if (run.events.length <= event && run.lines.length <= line) await new Promise<void>((resolve) => this.#wake.push(resolve));
    return {
      run: id,
      lab: name,
      events: run.events.slice(event),
      next_event: run.events.length,
      progress: run.progress,
      lines: run.lines.slice(line),
      next_line: run.lines.length,
      finished: run.finished,
    };
  }

  /** Goes through a run by itself, a step after the other. */
  async #play(name: string, run: MockRun, goal: Goal): Promise<void> {
    const lab = this.labs.get(name)!;
    const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, this.pace));
    const order = (run.events[0] as Extract<Event, { kind: 'started' }>).steps;
    for (const step of order) {
      const verb = goal === 'verify' ? 'check' : goal === 'tear_down' ? 'undo' : 'apply';
      this.say(run, { kind: 'step_started', step, verb });
      this.line(run, 'server', 'command', step, `sudo do-${step}`);
      await pause();
      this.line(run, 'server', 'status', step, 'exit 0');
      const found = record(step);
      if (verb !== 'undo') {
        lab.steps[step] = { ...found, at: new Date().toISOString() };
        this.say(run, { kind: 'step_checked', step, state: 'done', evidence: found.check.evidence });
      }
      if (verb === 'apply') this.say(run, { kind: 'step_done', step, applied: true, millis: this.pace });
      if (verb === 'undo') this.say(run, { kind: 'step_undone', step, millis: this.pace });
    }
    const done = { lab: name, goal, databases: [], checks: [], leftovers: [], removed: goal === 'tear_down' ? THINGS : [], millis: 1_000 };
    this.say(run, { kind: 'finished', outcome: goal === 'verify' ? 'healthy' : 'done', ...done });
  }

  async openUrl(): Promise<void> {}
  async pickKeyFile(): Promise<string | null> {
    return null;
  }
  async saveText(name: string, text: string): Promise<boolean> {
    this.saved = { name, text };
    return true;
  }
  async copyText(text: string): Promise<void> {
    this.copied = text;
  }
  async notify(): Promise<void> {}
  onFiles = (listener: (files: DraggedFiles) => void): (() => void) => {
    this.drag = listener;
    if (this.held) listener({ at: 'held' });
    return () => {};
  };
  async setCloseQuestion(): Promise<void> {}
  async setMenuWords(words: MenuWords): Promise<void> {
    this.menuWords = words;
  }
  async webView(): Promise<string | null> {
    return '2.46.1';
  }
  async openLogFolder(): Promise<void> {}
  onMenu = (listener: (id: string) => void): (() => void) => {
    this.menu = listener;
    if (this.chosen) listener(this.chosen);
    return () => {};
  };
}

function costOf(lab: Lab): LabView['cost'] {
  if (lab.target.kind === 'practice') return { free: true };
  return lab.server.instance_id ? { free: false, per_hour: 0.0326, so_far: 0.07, thirty_days: 23.5 } : { free: false, per_hour: 0, thirty_days: 0, once_launched: 0.0326 };
}

function healthOf(lab: Lab): LabView['health'] {
  const records = Object.values(lab.steps);
  if (records.some((one) => one?.check.problem)) return 'broken';
  if (lab.server.state === 'stopped') return 'stopped';
  if (records.length === 0) return 'new';
  return records.length === STEPS.length && records.every((one) => one?.check.state === 'done') ? 'healthy' : 'begun';
}

export { evidence };
