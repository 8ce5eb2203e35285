// The access control of the web server: rate limit, connection, and who sends the request.

import type { IncomingMessage } from 'node:http';
import { createTokenBucket, type RateLimit, type TokenBucket } from '../model/token-bucket.ts';
import type { ResponseHeaders } from '../publish/http/refused-requests.ts';
import type { AccessControl, Admission, Refusal } from '../publish/http/server.ts';
import { type Authenticator, authenticateByAny } from './authenticator.ts';

/** The conditions for requests that are in force at this moment. */
export type AccessRules = {
  /** Headers of every answer. */
  readonly headers: ResponseHeaders;
  readonly rateLimit: RateLimit | undefined;
  /** None: everyone may. */
  readonly authenticators: readonly Authenticator[];
};

/** `rules` returns `undefined` where they are not known, or cannot be put in force. */
export function createAccessControl(
  rules: () => AccessRules | undefined,
  isCurrentConnection: (socket: object) => boolean,
): AccessControl {
  const isWithinLimit = createLimiter();
  return async (request) => {
    const inForce = rules();
    if (inForce === undefined) return refuse(500, {});
    const { headers, rateLimit, authenticators } = inForce;
    if (!isWithinLimit(rateLimit)) return refuse(429, headers);
    if (!isCurrentConnection(request.socket)) {
      // No answer is sent: clients repeat a request on a new connection when a kept one ends before its answer.
      request.destroy();
      return refuse(403, headers);
    }
    return await admit(request, authenticators, headers);
  };
}

async function admit(
  { headers: given }: IncomingMessage,
  authenticators: readonly Authenticator[],
  headers: ResponseHeaders,
): Promise<Admission> {
  const access = authenticators.length === 0 ? 'allowed' : await authenticateByAny(authenticators, given);
  if (access === 'allowed') return { headers, refusal: undefined };
  if (access === 'forbidden') return refuse(403, headers);
  if (access === 'unavailable') return refuse(503, headers, { 'retry-after': '1' });
  const challenges = authenticators.map(({ challenge }) => challenge).join(', ');
  return refuse(401, headers, { 'www-authenticate': challenges });
}

function refuse(status: Refusal['status'], headers: ResponseHeaders, own: ResponseHeaders = {}): Admission {
  return { headers, refusal: { status, headers: own } };
}

/** A limit that changes starts anew, a limit that stays keeps its count. */
function createLimiter(): (limit: RateLimit | undefined) => boolean {
  let last: (RateLimit & { readonly bucket: TokenBucket }) | undefined;
  return (limit) => {
    if (limit === undefined) return true;
    if (limit.interval !== last?.interval || limit.burst !== last.burst)
      last = { ...limit, bucket: createTokenBucket(limit) };
    return last.bucket.take(performance.now());
  };
}
