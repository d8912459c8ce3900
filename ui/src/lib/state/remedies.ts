import type { Action, SettingId } from '$api';
import { router } from './route.svelte';
import type { LabSession } from './session.svelte';

/** The setting that a remedy is about, where it can still be chosen. */
function settingOf(action: Action, session: LabSession): SettingId | undefined {
  const field = action === 'choose_type' ? 'instance_type' : action === 'choose_key' ? 'key' : session.run?.finished?.problem?.field;
  return session.view?.changeable.find((id) => id === field);
}

/** The step in which a setting is chosen: the one on the screen where it has it, else the first. */
function stepOf(setting: SettingId, session: LabSession): string | undefined {
  const users = session.steps.filter((step) => step.info.settings.includes(setting));
  const here = router.route.screen === 'lab' ? router.route.step : undefined;
  return (users.find((step) => step.id === here) ?? users[0])?.id;
}

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
    case 'paste_keys':
      session.pasting = true;
      return;
    case 'sign_in':
      // Keys can be pasted for any lab on AWS; what signs in otherwise can be tried again beside it.
      if (!session.practice) session.pasting = true;
      else void session.start({ step: 'sign_in' }, 'one_by_one');
      return;
    case 'adopt':
      router.go({ screen: 'adopt', name });
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
    case 'change_settings':
    case 'choose_type':
    case 'choose_key': {
      const setting = settingOf(action, session);
      const step = setting && stepOf(setting, session);
      if (step) {
        session.choosing = setting;
        router.go({ screen: 'lab', name, step });
      } else router.go({ screen: 'new', target: session.practice ? 'practice' : 'aws' });
      return;
    }
    // A lab stands where it was begun, so another Region is another lab.
    case 'choose_region':
      router.go({ screen: 'new', target: session.practice ? 'practice' : 'aws' });
      return;
  }
}
