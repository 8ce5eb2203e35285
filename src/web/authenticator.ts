// Authenticators: ways to prove the right to read. A request needs the consent of a single authenticator.

import type { IncomingHttpHeaders } from 'node:http';

/** Outcomes from the worst to the best. `unavailable`: the check could not be made. */
const outcomes = ['unauthenticated', 'unavailable', 'forbidden', 'allowed'] as const;
export type Access = (typeof outcomes)[number];

export type Authenticator = {
  /** The challenge in WWW-Authenticate, such as `Bearer`. */
  readonly challenge: string;
  /** Judges a request by its headers; rejecting counts as `unavailable`. */
  readonly authenticate: (headers: IncomingHttpHeaders) => Promise<Access>;
};

/** Returns the best outcome. Authenticators are tried in turn until access is allowed. */
export async function authenticateByAny(
  authenticators: readonly Authenticator[],
  headers: IncomingHttpHeaders,
): Promise<Access> {
  let best: Access = 'unauthenticated';
  for (const { authenticate } of authenticators) {
    const access = await authenticate(headers).catch(() => 'unavailable' as const);
    if (outcomes.indexOf(access) > outcomes.indexOf(best)) best = access;
    if (best === 'allowed') break;
  }
  return best;
}
