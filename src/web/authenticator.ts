// Who may ask: each way of proving it is an Authenticator, and one that allows is enough.

import type { IncomingHttpHeaders } from 'node:http';

/** `unavailable`: it cannot be found out now. */
export type Authentication = 'allowed' | 'unauthenticated' | 'forbidden' | 'unavailable';

export type Authenticator = {
  /** For WWW-Authenticate, such as `Bearer`. */
  readonly challenge: string;
  /** Makes no content and reads no body; rejecting counts as `unavailable`. */
  readonly authenticate: (headers: IncomingHttpHeaders) => Promise<Authentication>;
};

/** The best that any of them says; the later ones are only asked when the earlier do not allow. */
export async function authenticateByAny(
  authenticators: readonly Authenticator[],
  headers: IncomingHttpHeaders,
): Promise<Authentication> {
  const order = ['unauthenticated', 'unavailable', 'forbidden', 'allowed'] as const;
  let best: Authentication = 'unauthenticated';
  for (const { authenticate } of authenticators) {
    const said = await authenticate(headers).catch(() => 'unavailable' as const);
    if (order.indexOf(said) > order.indexOf(best)) best = said;
    if (best === 'allowed') break;
  }
  return best;
}
