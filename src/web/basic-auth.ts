// basic_auth_users: passwords against bcrypt hashes.

import type { Authentication, Authenticator } from './authenticator.ts';
import { basicCredentials, type Credentials } from './basic-credentials.ts';
import { costOf } from './config/users.ts';
import { createKnownAnswers } from './known-answers.ts';
import { createTurns } from './turns.ts';

type Users = ReadonlyMap<string, string>;

/** How many checks may wait for their turn. */
const maxWaiting = 16;

/** `users` gives those of the moment. */
export function createBasicAuth(users: () => Users): Authenticator {
  const known = createKnownAnswers();
  const turns = createTurns(maxWaiting);
  const checks = new Map<string, Promise<boolean | undefined>>();

  const check = async (user: string, hash: string, password: string): Promise<boolean | undefined> => {
    const key = known.keyOf(user, hash, password);
    const answer = known.get(user, key);
    if (answer !== undefined) return answer;
    // A burst of the same credentials is one check.
    const running = checks.get(key) ?? turns.take(() => matches(password, hash));
    checks.set(key, running);
    const isRight = await running.finally(() => checks.delete(key));
    if (isRight !== undefined) known.set(user, key, isRight);
    return isRight;
  };

  const authenticate = async (credentials: Credentials | undefined): Promise<Authentication> => {
    if (credentials === undefined) return 'unauthenticated';
    const { user, password } = credentials;
    const hash = users().get(user);
    const isRight = await check(user, hash ?? nobodysHash(users()), password);
    if (isRight === undefined) return 'unavailable';
    return isRight && hash !== undefined && users().get(user) === hash ? 'allowed' : 'unauthenticated';
  };
  return {
    challenge: 'Basic realm="peerproof", charset="UTF-8"',
    authenticate: ({ authorization }) => authenticate(basicCredentials(authorization)),
  };
}

async function matches(password: string, hash: string): Promise<boolean> {
  const { compare } = await import('bcryptjs');
  return await compare(password, hash);
}

/** No password's hash: an unknown user takes as long as a known one. */
function nobodysHash(users: Users): string {
  const cost = Math.max(4, ...[...users.values()].map(costOf));
  return `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(22)}${'A'.repeat(31)}`;
}
