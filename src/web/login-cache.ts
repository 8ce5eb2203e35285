// A cache of right and wrong logins, as keyed hashes: no password is kept.

import { createHmac, randomBytes } from 'node:crypto';

/** Limit of remembered wrong logins: a client that repeats itself costs nothing. */
const maxWrong = 100;

export type LoginCache = {
  /** Makes the key of a login: distinct for distinct logins, and irreversible. */
  readonly keyOf: (user: string, hash: string, password: string) => string;
  readonly get: (user: string, key: string) => boolean | undefined;
  readonly set: (user: string, key: string, isRight: boolean) => void;
};

/** Keeps a right login for each user, which wrong logins never displace. */
export function createLoginCache(): LoginCache {
  const secret = randomBytes(32);
  const right = new Map<string, string>();
  const wrong = new Set<string>();
  return {
    keyOf: (...parts) => {
      const text = parts.map((part) => Buffer.from(part).toString('hex')).join(':');
      return createHmac('sha256', secret).update(text).digest('base64');
    },
    get: (user, key) => (right.get(user) === key ? true : wrong.has(key) ? false : undefined),
    set: (user, key, isRight) => {
      if (isRight) right.set(user, key);
      else wrong.add(key);
      const [oldest = ''] = wrong;
      if (wrong.size > maxWrong) wrong.delete(oldest);
    },
  };
}
