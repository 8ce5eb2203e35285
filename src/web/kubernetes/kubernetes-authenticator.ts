// The authenticator by bearer token and RBAC: the cluster's API server reviews both.

import { createHmac, randomBytes } from 'node:crypto';
import { errorText } from '../../model/result.ts';
import type { Access } from '../authenticator.ts';
import { type CacheLimits, createAccessCache } from './access-cache.ts';
import { type ApiServer, post } from './api-server-client.ts';
import { isAllowed, subjectAccessReview, tokenReview, userOf } from './reviews.ts';

export type KubernetesAuthentication = ApiServer & {
  /** Time limit of both reviews together, in milliseconds. */
  readonly timeLimit: number;
  readonly cache: CacheLimits;
  /** Receives the problem when the API server gave no review, and `undefined` when it gave one. */
  readonly report: (problem: string | undefined) => void;
};

/** Decides whether the sender of an Authorization header may get a path. */
export type ReviewAccess = (authorization: string | undefined, path: string) => Promise<Access>;

export const defaults = {
  timeLimit: 5000,
  cache: { allowedFor: 60_000, refusedFor: 10_000, maxEntries: 1024, maxReviews: 16 },
} as const;

export function createKubernetesAuthenticator(config: KubernetesAuthentication): ReviewAccess {
  const cached = createAccessCache(config.cache);
  // The hash has a random key, so that nobody can compare a memory dump with a list of tokens.
  const hashKey = randomBytes(32);
  return async (authorization, path) => {
    const token = bearerToken(authorization);
    if (token === undefined) return 'unauthenticated';
    const request = JSON.stringify([token, path]);
    const key = createHmac('sha256', hashKey).update(request).digest('base64');
    return await cached(key, () => review(config, token, path));
  };
}

/** Finds a token in RFC 6750's syntax; any other text needs no review. */
function bearerToken(authorization: string | undefined): string | undefined {
  return /^bearer +([\w.~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
}

async function review(
  { timeLimit, report, ...apiServer }: KubernetesAuthentication,
  token: string,
  path: string,
): Promise<Access> {
  const signal = AbortSignal.timeout(timeLimit);
  try {
    const user = userOf(await post(apiServer, tokenReview(token), signal));
    const access = user && subjectAccessReview(user, path);
    const allowed = access && isAllowed(await post(apiServer, access, signal));
    report(undefined);
    return allowed === undefined ? 'unauthenticated' : allowed ? 'allowed' : 'forbidden';
  } catch (error) {
    report(signal.aborted ? `no answer within ${timeLimit} ms` : errorText(error));
    return 'unavailable';
  }
}
