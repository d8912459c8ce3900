import type { Drill, DrillEnd, DrillId, DrillsView, Lab, PracticeView, Text, Typed } from '$api';
import { AT } from './labs';

const text = (id: string, english: string, args?: Record<string, string>): Text => ({ id, english, ...(args ? { args } : { args: {} }) });

const DRILLS: (Drill & { hint: Text; broken: Text })[] = [
  {
    id: 'mysql_stopped',
    title: text('drill-stopped-title', 'MySQL falls silent'),
    sees: text('drill-stopped-sees', 'mysql_server lets you in, but nobody answers at port 3306.', { server: 'mysql_server' }),
    hint: text('drill-stopped-hint', 'Sign in to **mysql_server** and ask for the service: `systemctl status mysql`.', { server: 'mysql_server' }),
    broken: text('drill-stopped-broken', 'The service mysql on mysql_server was stopped.', { server: 'mysql_server' }),
  },
  {
    id: 'door_outdated',
    title: text('drill-door-title', 'The door names somebody else'),
    sees: text('drill-door-sees', 'What mysql_client asks vanishes: no answer, and no refusal either.', { client: 'mysql_client' }),
    hint: text('drill-door-hint', 'Silence is the mark of a wall. Compare the inbound rule for 3306 with what `hostname -i` says on **mysql_client**.', { client: 'mysql_client' }),
    broken: text('drill-door-broken', 'The inbound rule for 3306 was rewritten to an address that is not the one of mysql_client.', { client: 'mysql_client' }),
  },
  {
    id: 'laptop_moved',
    title: text('drill-moved-title', 'You work from somewhere else'),
    sees: text('drill-moved-sees', 'Neither machine lets you in any more, although nothing on them has changed.'),
    hint: text('drill-moved-hint', 'Silence is the mark of a wall. Compare the inbound rule for port 22 with the address that the internet sees of you.'),
    broken: text('drill-moved-broken', 'The practice internet sees your computer at another address now, and the rule for port 22 still named the former one.'),
  },
  {
    id: 'bind_overridden',
    title: text('drill-later-title', 'A setting that does not take'),
    sees: text('drill-later-sees', 'mysqld.cnf says 0.0.0.0, and still mysql_client is refused.', { client: 'mysql_client' }),
    hint: text(
      'drill-later-hint',
      'MySQL reads several files, and the last one has the last word: `sudo grep -rn bind-address /etc/mysql/` on **mysql_server**. What you find there, only you can take away; then let the wizard repair the rest.',
      { server: 'mysql_server' },
    ),
    broken: text('drill-later-broken', 'The file /etc/mysql/mysql.conf.d/zz-tuning.cnf set bind-address back to 127.0.0.1 after mysqld.cnf, and MySQL was restarted.', {
      path: '/etc/mysql/mysql.conf.d/zz-tuning.cnf',
    }),
  },
  {
    id: 'host_key_replaced',
    title: text('drill-stranger-title', 'A stranger answers'),
    sees: text('drill-stranger-sees', 'The wizard will not talk to mysql_server: it is not the machine that it should be.', { server: 'mysql_server' }),
    hint: text('drill-stranger-hint', 'Do not answer yes when `ssh` asks. Compare the fingerprint with the one in the console output of **mysql_server**. Nothing can be repaired here: end the drill.', {
      server: 'mysql_server',
    }),
    broken: text('drill-stranger-broken', 'Something with another host key answered at the address of mysql_server. The wizard sent nothing to it, and that was right.', { server: 'mysql_server' }),
  },
];

/** What is broken in a practice lab, in a program that exists in the window alone. */
export class MockDrills {
  #begun: { drill: DrillId; surprise: boolean } | undefined;
  /** Whether the lab was seen to hold since. */
  solved = false;

  start(drill: DrillId | null | undefined): void {
    this.#begun = { drill: drill ?? 'door_outdated', surprise: !drill };
    this.solved = false;
  }

  end(): DrillEnd {
    const known = this.#known();
    const solved = this.solved;
    this.#begun = undefined;
    return { broken: known!.broken, solved };
  }

  #known() {
    return DRILLS.find((one) => one.id === this.#begun?.drill);
  }

  view(whole: boolean): DrillsView {
    const known = this.#known();
    const cards = DRILLS.map(({ id, title, sees }) => ({ id, title, sees }));
    if (!known || !this.#begun) return { drills: cards, ready: whole };
    const told = this.solved || !this.#begun.surprise;
    return {
      drills: cards,
      ready: whole && this.solved,
      running: {
        surprise: this.#begun.surprise,
        since: AT,
        hint: known.hint,
        ...(told && { drill: { id: known.id, title: known.title, sees: known.sees } }),
        ...(this.solved && { broken: known.broken }),
      },
    };
  }
}

const same = (line: string): Typed => ({ posix: line, powershell: line });

/** How one's own programs reach a practice lab. */
export function practiceOf(lab: Lab): PracticeView {
  const key = lab.cloud.key_path ?? `/home/ada/labs/${lab.name}/${lab.name}-key.pem`;
  const variables = [
    ['AWS_ENDPOINT_URL', 'http://127.0.0.1:40117'],
    ['AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE'],
    ['AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
    ['AWS_DEFAULT_REGION', 'us-east-1'],
  ];
  const machine = (name: string, { instance_id, public_ip, private_ip, state }: Lab['server'], port: number): PracticeView['machines'] =>
    instance_id
      ? [
          {
            name,
            instance_id,
            state: state ?? 'pending',
            public_ip: public_ip ?? undefined,
            private_ip: private_ip ?? undefined,
            ...(public_ip && {
              ssh: `127.0.0.1:${port}`,
              mysql: `127.0.0.1:${port + 1}`,
              ssh_command: same(`ssh -i ${key} -o HostKeyAlias=${instance_id} -p ${port} ubuntu@127.0.0.1`),
              mysql_command: same(`mysql --protocol=tcp --host=127.0.0.1 --port=${port + 1} --user=donald --password`),
            }),
          },
        ]
      : [];
  return {
    name: lab.name,
    endpoint: 'http://127.0.0.1:40117',
    access_key_id: 'AKIAIOSFODNN7EXAMPLE',
    secret_access_key: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    region: 'us-east-1',
    key,
    machines: [...machine('mysql_server', lab.server, 40211), ...machine('mysql_client', lab.client, 40311)],
    aws: {
      posix: [...variables.map(([name, value]) => `export ${name}=${value}`), 'aws ec2 describe-instances'].join('\n'),
      powershell: [...variables.map(([name, value]) => `$env:${name} = '${value}'`), 'aws ec2 describe-instances'].join('\n'),
    },
  };
}
