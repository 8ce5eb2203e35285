// A cache of right and wrong logins, as keyed hashes: no password is kept.

import { createHmac, randomBytes } from 'node:crypto';

/** Wrong logins that are remembered, so that a client that repeats itself costs nothing. */
const maxWrong = 100;

export type LoginCache = {
  /** The key of a login: its parts cannot run into one another, and cannot be read back. */
  readonly keyOf: (user: string, hash: string, password: string) => string;
  readonly get: (user: string, key: string) => boolean | undefined;
  readonly set: (user: string, key: string, isRight: boolean) => void;
};

/** Keeps one right login per user: no number of wrong ones pushes it out. */
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
