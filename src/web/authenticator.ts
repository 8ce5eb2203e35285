// Authenticators: ways to prove the right to read.

import type { IncomingHttpHeaders } from 'node:http';

/** The outcome of a check; `unavailable` where it could not be made. */
export type Access = 'allowed' | 'forbidden' | 'unauthenticated' | 'unavailable';

export type Authenticator = {
  /** The challenge in WWW-Authenticate, such as `Bearer`. */
  readonly challenge: string;
  /** Judges a request by its headers; rejecting counts as `unavailable`. */
  readonly authenticate: (headers: IncomingHttpHeaders) => Promise<Access>;
};
