// Authenticators: ways to prove who may read what is served. One that allows is enough.

import type { IncomingHttpHeaders } from 'node:http';

/** Outcomes from the worst to the best. `unavailable`: the outcome cannot be found out now. */
const outcomes = ['unauthenticated', 'unavailable', 'forbidden', 'allowed'] as const;
export type Access = (typeof outcomes)[number];

export type Authenticator = {
  /** The challenge in WWW-Authenticate, such as `Bearer`. */
  readonly challenge: string;
  /** Makes no content and reads no body; rejecting counts as `unavailable`. */
  readonly authenticate: (headers: IncomingHttpHeaders) => Promise<Access>;
};

/** The best outcome of all; the later authenticators are only tried when the earlier do not allow. */
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
