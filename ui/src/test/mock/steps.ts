import type { Group, Place, StepInfo, Text } from '$api';

const text = (id: string, english: string): Text => ({ id, english });

type Row = [id: string, group: Group, title: string, button: string, needs: string[], goesWith: string | null, seconds: number];

const ROWS: Row[] = [
  ['sign_in', 'prepare', 'Sign in to AWS', 'Sign in', [], null, 1],
  ['look_before_creating', 'prepare', 'Look before creating', 'Look', ['sign_in'], null, 3],
  ['key_pair', 'prepare', 'Create the key pair', 'Create the key pair', ['look_before_creating'], null, 1],
  ['security_group', 'launch', 'Build the wall', 'Build the wall', ['look_before_creating'], null, 1],
  ['launch_instances', 'launch', 'Launch two machines', 'Launch', ['key_pair', 'security_group'], null, 4],
  ['name_instances', 'launch', 'Name server and client', 'Name them', ['launch_instances'], 'launch_instances', 1],
  ['wait_until_running', 'launch', 'Wait until they run', 'Wait', ['name_instances'], null, 40],
  ['ssh_rule', 'network', 'Open the door for SSH', 'Open the door', ['security_group', 'wait_until_running'], 'security_group', 1],
  ['mysql_rule', 'network', 'Open the door for the client', 'Open the door', ['security_group', 'wait_until_running'], 'security_group', 1],
  ['connect_server', 'server', 'Connect to the server', 'Connect', ['ssh_rule'], null, 5],
  ['update_server', 'server', 'Update the list of packages', 'Update', ['connect_server'], null, 15],
  ['install_server', 'server', 'Install MySQL', 'Install MySQL', ['update_server'], 'launch_instances', 60],
  ['bind_address', 'server', 'Listen on the network', 'Listen on the network', ['install_server'], 'launch_instances', 2],
  ['root_password', 'server', 'Set root’s password', 'Set the password', ['bind_address'], 'launch_instances', 1],
  ['enable_service', 'server', 'Enable the service', 'Enable', ['root_password'], 'launch_instances', 2],
  ['secure_installation', 'server', 'Secure the installation', 'Secure it', ['enable_service'], 'launch_instances', 4],
  ['create_user', 'server', 'Create the user donald', 'Create donald', ['secure_installation'], 'launch_instances', 1],
  ['create_database', 'server', 'Create testing_123', 'Create the database', ['create_user'], 'launch_instances', 1],
  ['grant_privileges', 'server', 'Grant donald his rights', 'Grant', ['create_database'], 'launch_instances', 1],
  ['restart_service', 'server', 'Restart MySQL', 'Restart', ['grant_privileges'], null, 4],
  ['connect_client', 'client', 'Connect to the client', 'Connect', ['ssh_rule'], null, 5],
  ['update_client', 'client', 'Update the client’s packages', 'Update', ['connect_client'], null, 15],
  ['install_client', 'client', 'Install the MySQL client', 'Install the client', ['update_client'], 'launch_instances', 20],
  ['server_address', 'client', 'Find the server’s private address', 'Find it', ['connect_server'], null, 1],
  ['show_databases', 'proof', 'Show the databases', 'Ask', ['restart_service', 'install_client', 'server_address', 'mysql_rule'], null, 2],
  ['test_wall', 'proof', 'Test the wall', 'Knock', ['show_databases'], null, 6],
];

const DOOR = {
  what: 'This cuts one door, **port 3306**, into the server’s wall. Whoever is not written on it gets no answer. We write **mysql_client** on it, by its private address.',
  why: 'A request that no rule allows is dropped without an answer, so a shut door looks like a **time-out**, not a refusal. The answer needs no rule: a security group remembers who asked.',
  hand: [
    'EC2 console: [Instances], then the id of **mysql_server**.',
    'Open [Security], then the group `sg-0f3a9c1d72be45e88`.',
    '[Edit inbound rules], [Add rule], type [MySQL/Aurora].',
    'Source `172.31.18.52/32`, then [Save rules].',
  ],
  command: 'aws ec2 authorize-security-group-ingress \\\n  --group-id sg-0f3a9c1d72be45e88 \\\n  --protocol tcp --port 3306 \\\n  --cidr 172.31.18.52/32',
};

/** The lab's steps as the mock tells them. */
export const STEPS: StepInfo[] = ROWS.map(([id, group, title, button, needs, goes_with, about_seconds]) => ({
  id,
  group,
  title: text(`step-${id}-title`, title),
  button: text(`step-${id}-button`, button),
  what: text(`step-${id}-what`, id === 'mysql_rule' ? DOOR.what : `${title}: this is what happens on **mysql_server**, in two sentences. Nothing else is touched.`),
  why: text(`step-${id}-why`, id === 'mysql_rule' ? DOOR.why : 'Because what comes after it stands on it.'),
  by_hand: (id === 'mysql_rule' ? DOOR.hand : ['Open the terminal of **mysql_server**.', 'Type `sudo apt install mysql-server -y`.']).map((line, at) => text(`step-${id}-hand-${at}`, line)),
  commands: [{ place: (group === 'server' ? 'server' : group === 'client' || group === 'proof' ? 'client' : 'cloud') as Place, text: id === 'mysql_rule' ? DOOR.command : 'sudo apt-get -q -y install mysql-server' }],
  terms: id === 'mysql_rule' ? [{ word: text('term-private', 'private address'), meaning: text('term-private-meaning', 'An address that only means something inside the VPC. It never crosses the internet.') }] : [],
  needs,
  goes_with,
  about_seconds,
}));

/** The steps that only look. */
export const LOOKS = new Set(['sign_in', 'look_before_creating', 'wait_until_running', 'connect_server', 'update_server', 'restart_service', 'connect_client', 'update_client', 'server_address', 'show_databases', 'test_wall']);
