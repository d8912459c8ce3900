import type { Event, Evidence, Lab, Problem, State, StepRecord, Target } from '$api';
import { recording } from '../recorded';
import { STEPS } from './steps';

export const AT = '2026-11-22T14:31:08Z';

export function evidence(claim: string, how: string, seen: string, holds = true): Evidence {
  return { claim: { id: 'claim', english: claim }, how, seen, holds, at: AT };
}

const OWN = recording('setup').view!.lab;

/** What was recorded, with the addresses and ids of these labs in place of those of its own world. */
export function asHere<T>(value: T): T {
  const here: [string | null | undefined, string][] = [
    [OWN.server.instance_id, 'i-0b7d24c19e5f3a806'],
    [OWN.client.instance_id, 'i-0d91c6f0ab27e4413'],
    [OWN.server.private_ip, '172.31.24.118'],
    [OWN.client.private_ip, '172.31.18.52'],
    [OWN.server.public_ip, '203.0.113.41'],
    [OWN.client.public_ip, '203.0.113.58'],
    [OWN.cloud.security_group, 'sg-0f3a9c1d72be45e88'],
    [OWN.cloud.laptop_cidr?.split('/')[0], '198.51.100.23'],
    [OWN.id, 'lab-7f3k'],
  ];
  return JSON.parse(here.reduce((text, [recorded, own]) => (recorded ? text.replaceAll(recorded, own) : text), JSON.stringify(value))) as T;
}

const SEEN = asHere(OWN.steps);

/** What was seen of a step when it was proven. */
export function seenOf(step: string): Evidence[] {
  return (SEEN[step]?.check.evidence ?? []).map((piece) => ({ ...piece, at: AT }));
}

export function record(step: string, state: State = 'done', problem?: Problem): StepRecord {
  const found = seenOf(step);
  return {
    check: { state, evidence: problem ? problem.evidence : state === 'waiting' ? [] : found.map((one) => ({ ...one, holds: state === 'done' })), ...(problem && { problem }) },
    at: AT,
    by_hand: false,
    millis: state === 'done' ? 2_300 : null,
  };
}

const BROKEN = recording('broken').events.at(-1) as Extract<Event, { kind: 'finished' }>;

/** The door for 3306 names an address that is not the client's. */
export const DOOR_PROBLEM: Problem = asHere(BROKEN.problem!);

/** A look at hand work that found less than all. */
export const UNFINISHED: Problem = {
  code: 'hand_work_unfinished',
  severity: 'warning',
  title: { id: 'problem-hand_work_unfinished-title', english: 'It is not all there yet' },
  what_happened: { id: 'problem-hand_work_unfinished-what', args: { step: 'Listen on the network' }, english: 'A look does not find all of “Listen on the network”. What was looked at says what is missing.' },
  evidence: [],
  causes: [],
  remedies: [
    { text: { id: 'problem-hand_work_unfinished-remedy-1', english: 'Do what is missing, as the step describes it, and let the wizard check again.' } },
    { text: { id: 'problem-hand_work_unfinished-remedy-2', english: 'Or let the wizard do the step.' }, action: 'retry' },
  ],
  leftovers: [],
};

/** A practice lab whose cloud's file is gone. */
export const PRACTICE_LOST: Problem = {
  code: 'practice_lost',
  severity: 'error',
  title: { id: 'problem-practice_lost-title', english: 'The practice cloud of this lab is gone' },
  what_happened: {
    id: 'problem-practice_lost-what',
    args: { path: '/home/ada/labs/practice-1/practice.json', name: 'practice-1' },
    english: '/home/ada/labs/practice-1/practice.json is not there, and with it the machines of practice-1, which existed in that file alone. Nothing else is lost.',
  },
  evidence: [],
  causes: [{ id: 'problem-practice_lost-cause-1', english: "The file was deleted or moved, or the lab's folder was copied without it." }],
  remedies: [
    { text: { id: 'problem-practice_lost-remedy-1', english: 'Put the file back, if you have a copy of it.' }, action: 'retry' },
    { text: { id: 'problem-practice_lost-remedy-2', english: 'Set the lab up again from nothing: its name, its settings and its passwords stay.' }, action: 'repair' },
    { text: { id: 'problem-practice_lost-remedy-3', english: 'Or remove what is left of the lab.' }, action: 'tear_down' },
  ],
  leftovers: [],
};

/** A lab that is proven up to a step, and not begun from there. */
export function lab(name: string, upTo: string | 'all' | 'none', target: Target = { kind: 'practice', mysql: '8.0' }): Lab {
  const end = upTo === 'all' ? STEPS.length : upTo === 'none' ? 0 : STEPS.findIndex((step) => step.id === upTo);
  const done = new Set(STEPS.slice(0, end).map((step) => step.id));
  const when = <T>(step: string, value: T): T | null => (done.has(step) ? value : null);
  return {
    schema: 1,
    id: 'lab-7f3k',
    name,
    created_at: AT,
    target,
    settings: {
      key: { create: { name: null } },
      instance_type: null,
      ssh_from: 'my_ip',
      recipe: 'guide',
      server_name: 'mysql_server',
      client_name: 'mysql_client',
      db_user: 'donald',
      database: 'testing_123',
    },
    cloud: {
      account: when('sign_in', '123456789012'),
      identity: when('sign_in', 'arn:aws:iam::123456789012:user/ada'),
      region: when('sign_in', 'us-east-1'),
      vpc: when('look_before_creating', 'vpc-0a1b2c3d'),
      vpc_cidr: when('look_before_creating', '172.31.0.0/16'),
      subnet: when('look_before_creating', 'subnet-0a1b2c3d'),
      zone: when('look_before_creating', 'us-east-1a'),
      image: when('look_before_creating', 'ami-0a1b2c3d'),
      image_name: when('look_before_creating', 'ubuntu-jammy-22.04'),
      instance_type: when('look_before_creating', 't3.micro'),
      price_per_hour: when('look_before_creating', '0.0104'),
      key_name: when('key_pair', name),
      key_path: when('key_pair', `/home/ada/labs/${name}/${name}.pem`),
      security_group: when('security_group', 'sg-0f3a9c1d72be45e88'),
      laptop_cidr: when('look_before_creating', '198.51.100.23/32'),
      launch_token: null,
      launched_at: when('launch_instances', AT),
    },
    server: {
      instance_id: when('launch_instances', 'i-0b7d24c19e5f3a806'),
      state: when('launch_instances', done.has('wait_until_running') ? 'running' : 'pending'),
      private_ip: when('launch_instances', '172.31.24.118'),
      public_ip: when('wait_until_running', '203.0.113.41'),
      host_keys: null,
    },
    client: {
      instance_id: when('launch_instances', 'i-0d91c6f0ab27e4413'),
      state: when('launch_instances', done.has('wait_until_running') ? 'running' : 'pending'),
      private_ip: when('launch_instances', '172.31.18.52'),
      public_ip: when('wait_until_running', '203.0.113.58'),
      host_keys: null,
    },
    mysql: { version: when('install_server', '8.0.44-0ubuntu0.22.04.1'), auth_plugin: when('root_password', 'mysql_native_password') },
    databases: done.has('show_databases') ? ['information_schema', 'mysql', 'performance_schema', 'sys', 'testing_123'] : [],
    steps: onAws(target, Object.fromEntries([...done].map((step) => [step, record(step)]))),
  };
}

/** On AWS a lab has a price, where practice says that it is free. */
function onAws(target: Target, steps: Lab['steps']): Lab['steps'] {
  if (target.kind === 'practice') return steps;
  const price = { id: 'look-price-seen', english: '$0.033 an hour for both machines; $23.44 if forgotten for 30 days', args: { hour: '0.033', month: '23.44' } };
  for (const piece of steps.look_before_creating?.check.evidence ?? []) if (typeof piece.seen === 'object' && 'id' in piece.seen && piece.seen.id === 'look-price-free') piece.seen = price;
  return steps;
}

/** The keys of a lab that was made with pasted ones, after the program was closed. */
export const PASTED_GONE: Problem = {
  ...DOOR_PROBLEM,
  code: 'pasted_gone',
  title: { id: 'problem-pasted_gone-title', english: 'The AWS keys must be pasted again' },
  what_happened: { id: 'problem-pasted_gone-what', english: 'The keys of account 123456789012 were pasted. They are kept in memory alone, never in a file, so they went when the program was closed. The lab is kept as it is.' },
  evidence: [],
  causes: [],
  remedies: [{ text: { id: 'problem-pasted_gone-remedy-1', english: 'Paste keys of account 123456789012; in a terminal, set them as AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.' }, action: 'paste_keys' }],
  detail: undefined,
};

/** Nobody is signed in to AWS. */
export const NOBODY: Problem = {
  ...PASTED_GONE,
  code: 'credentials_missing',
  title: { id: 'problem-credentials_missing-title', english: 'Nobody is signed in to AWS on this computer' },
  what_happened: { id: 'problem-credentials_missing-what', english: 'No credentials were found in the environment, in the AWS files, or from a signed-in session.' },
  remedies: [{ text: { id: 'problem-credentials_missing-remedy-1', english: 'Sign in: aws configure, or aws sso login, or paste the credentials that your course gave you.' }, action: 'sign_in' }],
};

export const THINGS = [
  { kind: 'instance', id: 'i-0d91c6f0ab27e4413', name: 'mysql_client', certain: true },
  { kind: 'instance', id: 'i-0b7d24c19e5f3a806', name: 'mysql_server', certain: true },
  { kind: 'volume', id: 'vol-02c8f5d37a1be9604', name: 'mysql_client', certain: true },
  { kind: 'volume', id: 'vol-0e19b46cd80a37f52', name: 'mysql_server', certain: true },
  { kind: 'security group', id: 'sg-0f3a9c1d72be45e88', name: 'first-lab', certain: true },
  { kind: 'key pair', id: 'key-07ae3b90c45d1f268', name: 'first-lab', certain: true },
];
