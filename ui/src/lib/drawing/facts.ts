import type { Lab, Machine, StepId } from '$api';
import { said } from '$lib/i18n/index.svelte';
import type { Mark, StepStatus } from '$lib/state/status';

/** The parts of the drawing that can be looked at one by one. */
export type PartId =
  | 'laptop'
  | 'cloud'
  | 'wall'
  | 'client'
  | 'server'
  | 'door-22-client'
  | 'door-22-server'
  | 'door-3306'
  | 'hop-3306'
  | 'program'
  | 'mysql'
  | 'database'
  | 'stopped-3306';

/** What the drawing knows of one part: its state, and the steps that speak of it, the one that says most first. */
export interface Part {
  id: PartId;
  mark: Mark;
  steps: StepId[];
}

export interface Room {
  part: Part;
  name: string;
  /** EC2's word for the machine's state, once there is a machine. */
  state?: string;
  privateIp?: string;
  publicIp?: string;
  instance?: string;
  /** Whether the machine is on its way out. */
  leaving: boolean;
}

/** The lab as the drawing shows it: every value was seen, or is not there. */
export interface Facts {
  practice: boolean;
  region?: string;
  vpcCidr?: string;
  group?: string;
  laptopAddress?: string;
  keyFile?: string;
  laptop: Part;
  cloud: Part;
  wall: Part;
  client: Room;
  server: Room;
  sshClient: Part;
  sshServer: Part;
  /** The rule that lets this computer in by SSH, the same for both machines, and for whom it is. */
  sshDoor: Mark;
  sshWhom?: string;
  /** The door for MySQL, and for whom the rule that was seen is. */
  mysqlDoor: Part & { whom?: string };
  hop: Part;
  program: Part;
  mysql: Part & { fraction?: number; version?: string; listensOn?: string; busyWith?: StepStatus; count: number };
  database: Part & { name: string };
  stopped: Part;
  /** The parts that the step on the screen is about. */
  here: ReadonlySet<PartId>;
  /** Whether something is broken: then everything else steps back. */
  oneLight: boolean;
  /** Whether all of it is taken down. */
  nothingLeft: boolean;
}

const SERVER_STEPS: StepId[] = [
  'install_server',
  'bind_address',
  'root_password',
  'enable_service',
  'secure_installation',
  'create_user',
  'create_database',
  'grant_privileges',
  'restart_service',
];

const CIDR = /\b\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}\b/;

const PARTS_OF: Record<StepId, PartId[]> = {
  sign_in: ['laptop'],
  look_before_creating: ['cloud'],
  key_pair: ['laptop'],
  security_group: ['wall'],
  launch_instances: ['client', 'server'],
  name_instances: ['client', 'server'],
  wait_until_running: ['client', 'server'],
  ssh_rule: ['door-22-client', 'door-22-server'],
  mysql_rule: ['door-3306'],
  connect_server: ['door-22-server'],
  update_server: ['mysql'],
  connect_client: ['door-22-client'],
  update_client: ['program'],
  install_client: ['program'],
  server_address: ['server'],
  create_database: ['database'],
  show_databases: ['hop-3306'],
  test_wall: ['stopped-3306'],
};

/** The parts that a step is about. */
export function partsOf(step: StepId): PartId[] {
  return PARTS_OF[step] ?? (SERVER_STEPS.includes(step) ? ['mysql'] : []);
}

/** What the drawing shows of a lab. */
export function factsOf(lab: Lab, steps: readonly StepStatus[], here?: StepId): Facts {
  const by = new Map(steps.map((step) => [step.id, step]));
  const mark = (id: StepId): Mark => by.get(id)?.mark ?? 'notyet';
  const part = (id: PartId, ...ids: StepId[]): Part => ({ id, mark: mark(ids[0]!), steps: ids });

  const gone = mark('launch_instances') === 'gone';
  const client = room('client', lab.settings.client_name, lab.client, mark, by, gone);
  const server = room('server', lab.settings.server_name, lab.server, mark, by, gone);
  // What stands in a machine goes with it, and is out of reach while the machine is off.
  const off = server.leaving || lab.server.state === 'stopped' || lab.server.state === 'stopping';
  const inside = (one: Part): Part => (gone ? { ...one, mark: 'gone' } : off && one.mark === 'proven' ? { ...one, mark: 'waiting' } : one);

  const busyWith = SERVER_STEPS.map((id) => by.get(id)).find((step) => step?.mark === 'working');
  const brokenServer = SERVER_STEPS.find((id) => mark(id) === 'broken');
  const installed = mark('install_server');
  const mysqlMark: Mark = brokenServer
    ? 'broken'
    : installed === 'proven'
      ? 'proven'
      : installed === 'working' || mark('update_server') === 'working'
        ? 'working'
        : installed;

  const rule = part('door-3306', 'mysql_rule');
  // A rule stands whether or not a machine is on.
  const door = { ...(off && !server.leaving ? rule : inside(rule)), whom: named(by.get('mysql_rule')) ?? lab.client.private_ip ?? undefined };
  // Nobody comes through a door that is for somebody else.
  const bySsh = (one: Part): Part => (mark('ssh_rule') === 'broken' && !gone ? { ...one, mark: 'broken', steps: ['ssh_rule', ...one.steps] } : inside(one));
  const asked = mark('show_databases');
  const hop: Part = { id: 'hop-3306', mark: door.mark === 'broken' ? 'broken' : asked, steps: ['show_databases', 'mysql_rule'] };
  const database: Part =
    asked === 'proven'
      ? { id: 'database', mark: 'proven', steps: ['show_databases', 'create_database'] }
      : part('database', 'create_database', 'show_databases');
  const program: Part =
    mark('install_client') === 'notyet' && mark('update_client') === 'working'
      ? { id: 'program', mark: 'working', steps: ['update_client', 'install_client'] }
      : part('program', 'install_client', 'update_client');

  const laptop: Part = {
    id: 'laptop',
    mark: mark('sign_in') === 'working' || mark('key_pair') === 'working' ? 'working' : mark('sign_in') === 'broken' ? 'broken' : mark('key_pair'),
    steps: ['key_pair', 'sign_in'],
  };
  const parts = {
    laptop,
    cloud: part('cloud', 'look_before_creating', 'sign_in'),
    wall: part('wall', 'security_group'),
    sshClient: bySsh(part('door-22-client', 'connect_client', 'ssh_rule')),
    sshServer: bySsh(part('door-22-server', 'connect_server', 'ssh_rule')),
    mysqlDoor: door,
    hop: inside(hop),
    program: inside(program),
    database: inside(database),
    stopped: inside(part('stopped-3306', 'test_wall')),
  };
  return {
    ...parts,
    practice: lab.target.kind === 'practice',
    region: lab.cloud.region ?? (lab.target.kind === 'aws' ? (lab.target.region ?? undefined) : undefined),
    vpcCidr: lab.cloud.vpc_cidr ?? undefined,
    group: lab.cloud.security_group ?? undefined,
    // A range of many addresses says whom the door lets in, and not where this computer is.
    laptopAddress: lab.cloud.laptop_cidr?.endsWith('/32') ? lab.cloud.laptop_cidr : undefined,
    keyFile: lab.cloud.key_path?.split(/[\\/]/).at(-1),
    client,
    server,
    sshDoor: gone ? 'gone' : mark('ssh_rule'),
    sshWhom: named(by.get('ssh_rule')) ?? lab.cloud.laptop_cidr ?? undefined,
    mysql: {
      id: 'mysql',
      mark: gone ? 'gone' : off && mysqlMark === 'proven' ? 'waiting' : mysqlMark,
      steps: brokenServer ? [brokenServer] : [...(mark('update_server') === 'working' ? ['update_server'] : busyWith ? [busyWith.id] : []), 'restart_service', 'bind_address', 'install_server'],
      fraction: by.get('install_server')?.progress?.fraction,
      version: lab.mysql.version ?? undefined,
      listensOn: mark('bind_address') === 'proven' ? '0.0.0.0' : installed === 'proven' ? '127.0.0.1' : undefined,
      busyWith,
      count: lab.databases.length,
    },
    database: { ...parts.database, name: lab.settings.database },
    here: new Set(here ? partsOf(here) : []),
    oneLight: [door.mark, hop.mark, parts.sshClient.mark, parts.sshServer.mark].includes('broken'),
    nothingLeft: gone && mark('security_group') === 'gone' && mark('key_pair') === 'gone',
  };
}

/** Whom a broken rule names in place of the right one, where it was seen. */
function named(rule: StepStatus | undefined): string | undefined {
  if (rule?.mark !== 'broken') return undefined;
  const pieces = [...(rule.problem?.evidence ?? []), ...(rule.check?.evidence ?? [])].filter((piece) => !piece.holds);
  return pieces.flatMap((piece) => CIDR.exec(said(piece.seen)) ?? [])[0];
}

function room(
  id: 'client' | 'server',
  name: string,
  machine: Machine,
  mark: (id: StepId) => Mark,
  by: ReadonlyMap<StepId, StepStatus>,
  gone: boolean,
): Room {
  const launch = mark('launch_instances');
  const steps: StepId[] = ['wait_until_running', 'launch_instances', 'name_instances'];
  const leaving = launch === 'working' && by.get('launch_instances')?.verb === 'undo';
  const lastly = mark('wait_until_running');
  let own: Mark = launch;
  if (gone) own = 'gone';
  else if (leaving) own = 'working';
  else if (machine.instance_id || launch === 'proven') {
    own = machine.state === 'stopped' || machine.state === 'stopping' ? 'waiting' : lastly === 'notyet' && launch === 'proven' ? 'working' : lastly;
    if (launch === 'broken') own = 'broken';
  }
  return {
    part: { id, mark: own, steps },
    name,
    state: machine.state ?? undefined,
    privateIp: machine.private_ip ?? undefined,
    publicIp: machine.public_ip ?? undefined,
    instance: machine.instance_id ?? undefined,
    leaving,
  };
}

const SIGNS = new Intl.Segmenter();

/** Cuts a name to what its place in the drawing holds, between what people see as signs; the whole name is in the part's label. */
export function fit(text: string, characters: number): string {
  if (text.length <= characters) return text;
  let [width, cut] = [0, 0];
  for (const { segment, index } of SIGNS.segment(text)) {
    // From the Hangul on, and with the emoji, a sign is as wide as two letters.
    width += segment.codePointAt(0)! < 0x1100 ? 1 : 2;
    if (width < characters) cut = index + segment.length;
    if (width > characters) return `${text.slice(0, cut)}…`;
  }
  return text;
}
