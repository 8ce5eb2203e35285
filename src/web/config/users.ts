// basic_auth_users: names with the bcrypt hashes of their passwords.

import { anyFields, secretField } from './fields.ts';
import { WebConfigError } from './document.ts';

/** Limit of the cost: a higher one takes longer to check than a scrape waits. */
const maxCost = 16;

export function readUsers(value: unknown): ReadonlyMap<string, string> {
  const fields = anyFields(value, 'basic_auth_users', 'something else');
  return new Map([...fields.values.keys()].map((user) => [user, checkHash(user, secretField(fields, user))]));
}

function checkHash(user: string, hash: string | undefined): string {
  const expected = `the bcrypt hash of a password for the user ${JSON.stringify(user)}`;
  if (hash === undefined) throw new WebConfigError(expected, 'nothing');
  const match = /^\$2[aby]\$(\d\d)\$[./A-Za-z\d]{53}$/.exec(hash);
  if (match === null)
    throw new WebConfigError(`${expected}, $2a$, $2b$ or $2y$`, `${hash.length} characters that are none`);
  const cost = Number(match[1]);
  if (cost < 4 || cost > maxCost)
    throw new WebConfigError(`${expected} with a cost from 4 to ${maxCost}`, `cost ${cost}`);
  return hash;
}

/** Reads the cost of a bcrypt hash, the logarithm of its rounds. */
export function costOf(hash: string): number {
  return Number(hash.slice(4, 6));
}
