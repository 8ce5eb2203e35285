// The way of a request to the content: configuration, rate limit, connection, and who asks.

import type { IncomingMessage } from 'node:http';
import type { Admission, Gate, Refusal, ResponseHeaders } from '../publish/http/gate.ts';
import { type Authenticator, authenticateByAny } from './authenticator.ts';
import type { RateLimit } from './config/rate-limit.ts';
import type { WebConfig } from './config/web-config.ts';
import { createTokenBucket } from './token-bucket.ts';

export type GateParts = {
  /** The configuration of the moment; `undefined`: it cannot be had, or not be put in force. */
  readonly look: () => WebConfig | undefined;
  readonly isCurrentConnection: (socket: object) => boolean;
  readonly basicAuth: Authenticator;
  /** Others, which hold whatever the configuration says. */
  readonly authenticators: readonly Authenticator[];
  /** In milliseconds. */
  readonly now: () => number;
};

export function createGate({ look, isCurrentConnection, basicAuth, authenticators, now }: GateParts): Gate {
  const mayPass = createLimiter(now);
  return async (request) => {
    const config = look();
    if (config === undefined) return refuse(500, {});
    const { headers, rateLimit, users } = config;
    if (!mayPass(rateLimit)) return refuse(429, headers);
    if (!isCurrentConnection(request.socket)) {
      // Without a word: clients repeat a request on a new connection when a kept one ends before its answer.
      request.destroy();
      return refuse(403, headers);
    }
    const asked = users.size > 0 ? [basicAuth, ...authenticators] : authenticators;
    return await admit(request, asked, headers);
  };
}

async function admit(
  { headers: given }: IncomingMessage,
  authenticators: readonly Authenticator[],
  headers: ResponseHeaders,
): Promise<Admission> {
  if (authenticators.length === 0) return { headers, refusal: undefined };
  switch (await authenticateByAny(authenticators, given)) {
    case 'allowed':
      return { headers, refusal: undefined };
    case 'forbidden':
      return refuse(403, headers);
    case 'unavailable':
      return refuse(503, headers, { 'retry-after': '1' });
    case 'unauthenticated':
    default: {
      const challenges = authenticators.map(({ challenge }) => challenge).join(', ');
      return refuse(401, headers, { 'www-authenticate': challenges });
    }
  }
}

function refuse(status: Refusal['status'], headers: ResponseHeaders, own: ResponseHeaders = {}): Admission {
  return { headers, refusal: { status, headers: own } };
}

/** A limit that changes starts anew, one that stays keeps its count. */
function createLimiter(now: () => number): (limit: RateLimit | undefined) => boolean {
  let known: RateLimit | undefined;
  let take: (() => boolean) | undefined;
  return (limit) => {
    if (limit === undefined) return true;
    if (limit.interval !== known?.interval || limit.burst !== known.burst) take = undefined;
    known = limit;
    take ??= createTokenBucket(limit, now);
    return take();
  };
}
