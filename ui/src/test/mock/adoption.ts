import type { Problem } from '$api';
import { DOOR_PROBLEM } from './labs';

const args = { region: 'eu-central-1', path: '/home/ada/Downloads/client-server-key.pem', found: 'i-0b7d24c19e5f3a806 (mysql_server) and i-0d91c6f0ab27e4413 (mysql_server)' };

/** Which of two machines is the server cannot be told. */
export const ADOPT_AMBIGUOUS: Problem = {
  ...DOOR_PROBLEM,
  code: 'adopt_ambiguous',
  field: 'server',
  title: { id: 'problem-adopt_ambiguous-title', english: 'Which machine is the server, and which the client?' },
  what_happened: {
    id: 'problem-adopt_ambiguous-what',
    args,
    english: `In ${args.region}, ${args.path} opens ${args.found}. Which of them serves and which one asks cannot be told for sure from their names or from the door for MySQL.`,
  },
  causes: [],
  evidence: [],
  remedies: [{ text: { id: 'problem-adopt_ambiguous-remedy-1', english: 'Choose both by their instance ids; in a terminal with --server ID --client ID.' }, action: 'change_settings' }],
};
