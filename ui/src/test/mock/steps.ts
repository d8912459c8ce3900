import type { StepInfo } from '$api';
import recorded from '../recorded/steps.json';

/** The lab's steps, as the program told them of a practice lab. */
export const STEPS = recorded as StepInfo[];

/** The steps that only look. */
export const LOOKS = new Set(['sign_in', 'look_before_creating', 'wait_until_running', 'connect_server', 'update_server', 'restart_service', 'connect_client', 'update_client', 'server_address', 'show_databases', 'test_wall']);
