// basic_auth_users: passwords against bcrypt hashes.

import type { Authenticator } from './authenticator.ts';
import { costOf } from './config/users.ts';
import { createLoginCache } from './login-cache.ts';
import { createLoginQueue } from './login-queue.ts';

type Users = ReadonlyMap<string, string>;

/** Limit of waiting password checks. */
const maxWaiting = 16;

/** `users` returns the users in force now, with their hashes. */
export function createBasicAuth(users: () => Users): Authenticator {
  const check = createCheck();
  return {
    challenge: 'Basic realm="peerproof", charset="UTF-8"',
    authenticate: async ({ authorization }) => {
      const credentials = credentialsIn(authorization);
      if (credentials === undefined) return 'unauthenticated';
      const { user, password } = credentials;
      const hash = users().get(user);
      const isRight = await check(user, hash ?? unmatchableHash(users()), password);
      if (isRight === undefined) return 'unavailable';
      return isRight && hash !== undefined && users().get(user) === hash ? 'allowed' : 'unauthenticated';
    },
  };
}

type Check = (user: string, hash: string, password: string) => Promise<boolean | undefined>;

/** Returns `undefined` when too many checks wait. */
function createCheck(): Check {
  const cache = createLoginCache();
  const enqueue = createLoginQueue(maxWaiting);
  const running = new Map<string, Promise<boolean | undefined>>();
  return async (user, hash, password) => {
    const key = cache.keyOf(user, hash, password);
    const cached = cache.get(user, key);
    if (cached !== undefined) return cached;
    // Equal credentials share a running check.
    const check = running.get(key) ?? enqueue(() => matches(password, hash));
    running.set(key, check);
    const isRight = await check.finally(() => running.delete(key));
    if (isRight !== undefined) cache.set(user, key, isRight);
    return isRight;
  };
}

async function matches(password: string, hash: string): Promise<boolean> {
  const { compare } = await import('bcryptjs');
  return await compare(password, hash);
}

/** Makes a hash that no password matches, so that an unknown user takes as long as a known user. */
function unmatchableHash(users: Users): string {
  const cost = Math.max(4, ...[...users.values()].map(costOf));
  return `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(22)}${'A'.repeat(31)}`;
}

type Credentials = { readonly user: string; readonly password: string };

/** Returns `undefined` when the Authorization header has another scheme than Basic, or is malformed. */
function credentialsIn(header: string | undefined): Credentials | undefined {
  const encoded = /^basic +([A-Za-z\d+/]*={0,2})$/i.exec(header ?? '')?.[1];
  if (encoded === undefined || encoded.length % 4 !== 0) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon === -1 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
