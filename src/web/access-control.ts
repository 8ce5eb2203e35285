// The access control of the web server: rate limit, connection and authentication.

import type { IncomingMessage } from 'node:http';
import { createTokenBucket, type RateLimit, type TokenBucket } from '../model/token-bucket.ts';
import type { ResponseHeaders } from '../publish/http/refusals.ts';
import type { AccessControl, Admission, Refusal } from '../publish/http/server.ts';
import type { Authenticator } from './authenticator.ts';

/** The conditions for requests that are in force now. */
export type AccessRules = {
  /** Headers of every answer. */
  readonly headers: ResponseHeaders;
  readonly rateLimit: RateLimit | undefined;
  /** `undefined`: everyone may read. */
  readonly authenticator: Authenticator | undefined;
};

/** Refuses every request with 500 while `rules` returns `undefined`: the configuration is broken, or cannot be applied. */
export function createAccessControl(
  rules: () => AccessRules | undefined,
  isCurrentConnection: (socket: object) => boolean,
): AccessControl {
  const isWithinLimit = createLimiter();
  return async (request) => {
    const inForce = rules();
    if (inForce === undefined) return refuse(500, {});
    const { headers, rateLimit, authenticator } = inForce;
    if (!isWithinLimit(rateLimit)) return refuse(429, headers);
    if (!isCurrentConnection(request.socket)) {
      // Without an answer, clients repeat the request on a new connection.
      request.destroy();
      return refuse(403, headers);
    }
    return await admit(request, authenticator, headers);
  };
}

async function admit(
  request: IncomingMessage,
  authenticator: Authenticator | undefined,
  headers: ResponseHeaders,
): Promise<Admission> {
  const access = await authenticator?.authenticate(request.headers).catch(() => 'unavailable' as const);
  if (authenticator === undefined || access === 'allowed') return { headers, refusal: undefined };
  if (access === 'forbidden') return refuse(403, headers);
  if (access === 'unavailable') return refuse(503, headers, { 'retry-after': '1' });
  return refuse(401, headers, { 'www-authenticate': authenticator.challenge });
}

/** `refusalHeaders` come on top of the headers of every answer. */
function refuse(status: Refusal['status'], headers: ResponseHeaders, refusalHeaders: ResponseHeaders = {}): Admission {
  return { headers, refusal: { status, headers: refusalHeaders } };
}

/** A changed limit starts anew; an unchanged limit keeps its count. */
function createLimiter(): (limit: RateLimit | undefined) => boolean {
  let last: (RateLimit & { readonly bucket: TokenBucket }) | undefined;
  return (limit) => {
    if (limit === undefined) return true;
    if (limit.interval !== last?.interval || limit.burst !== last.burst)
      last = { ...limit, bucket: createTokenBucket(limit) };
    return last.bucket.take(performance.now());
  };
}
