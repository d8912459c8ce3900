import type { Action } from '$api';
import { router } from './route.svelte';
import type { LabSession } from './session.svelte';

/** Does what a remedy's button says, for a lab. */
export function remedy(action: Action, session: LabSession): void {
  const { name } = session;
  switch (action) {
    case 'retry':
      if (!session.view) void session.open();
      else if (session.run?.goal) void session.start(session.run.goal, session.run.pace ?? 'one_by_one');
      else void session.refresh();
      return;
    case 'repair':
      router.go({ screen: 'lab', name });
      void session.start('repair', 'all_at_once');
      return;
    case 'allow_my_address':
      void session.start({ step: 'ssh_rule' }, 'one_by_one');
      return;
    case 'sign_in':
      void session.start({ step: 'sign_in' }, 'one_by_one');
      return;
    case 'start_machines':
      void session.startMachines();
      return;
    case 'tear_down':
      router.go({ screen: 'tear-down', name });
      return;
    case 'practise':
      router.go({ screen: 'new', target: 'practice' });
      return;
    case 'show_labs':
      router.go({ screen: 'home' });
      return;
    // A lab's settings are fixed when it is made, so other settings are another lab.
    case 'change_settings':
    case 'choose_region':
    case 'choose_type':
    case 'choose_key':
      router.go({ screen: 'new', target: session.practice ? 'practice' : 'aws' });
      return;
  }
}
