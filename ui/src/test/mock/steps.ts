import type { Lab, StepInfo, Text } from '$api';
import { recording } from '../recorded';
import recorded from '../recorded/steps.json';

/** The lab's steps, as the program told them of a practice lab. */
export const STEPS = recorded as StepInfo[];

/** The steps that only look. */
export const LOOKS = new Set(['sign_in', 'look_before_creating', 'wait_until_running', 'connect_server', 'update_server', 'restart_service', 'connect_client', 'update_client', 'server_address', 'show_databases', 'test_wall']);

const text = (id: string, english: string, args: Record<string, string> = {}): Text => ({ id, english, args });

/** What the program says otherwise of a lab on AWS. */
const ON_AWS: Record<string, Partial<StepInfo>> = {
  sign_in: {
    title: text('sign-in-title', 'Sign in to AWS'),
    button: text('sign-in-button', 'Sign in'),
    what: text('sign-in-what', 'The wizard asks AWS who you are, with the sign-in that this computer already has. It changes nothing and costs nothing.'),
    by_hand: [
      text('sign-in-hand-1', 'Open **console.aws.amazon.com** in your browser and choose [Sign in].'),
      text('sign-in-hand-2', 'At the top right, choose your **Region**; everything of the lab is made there.'),
      text('sign-in-hand-3', 'Search for **EC2** and open it: this is the **EC2 Dashboard**.'),
    ],
  },
  launch_instances: {
    what: text('launch-what', 'Two machines of type **t3.micro** with Ubuntu 22.04 are launched behind the wall, both named **mysql_server** at first. From here on the lab costs money, until it is torn down.', {
      kind: 't3.micro',
      server: 'mysql_server',
    }),
  },
};

const OWN = recording('setup').view!.lab;

/** The steps of a lab by that name, as the program tells them where the lab stands. */
export function stepsOf({ name, target }: Pick<Lab, 'name' | 'target'>): StepInfo[] {
  const steps = JSON.parse(JSON.stringify(STEPS).replaceAll(OWN.name, name).replaceAll(OWN.id, 'lab-7f3k')) as StepInfo[];
  return target.kind === 'practice' ? steps : steps.map((step) => ({ ...step, ...ON_AWS[step.id] }));
}
