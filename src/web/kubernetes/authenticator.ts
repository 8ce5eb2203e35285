// Who may read what is served, as the cluster's API server sees it: the caller's bearer token and its RBAC.

import { createHmac, randomBytes } from 'node:crypto';
import type { Authentication as Access } from '../authenticator.ts';
import { type ApiServer, post } from './api-server.ts';
import {
  isAllowed,
  subjectAccessReview,
  subjectAccessReviews,
  tokenReview,
  tokenReviews,
  userOf,
} from './reviews.ts';
import { type CacheLimits, createVerdictCache } from './verdict-cache.ts';

export type KubernetesAuthentication = ApiServer & {
  /** For both reviews together, in milliseconds. */
  readonly timeLimit: number;
  readonly cache: CacheLimits;
  /** Takes why the API server could not be asked; `undefined` when it could. */
  readonly report: (trouble: string | undefined) => void;
};

/** Whether the sender of this Authorization header may do that. */
export type AskAccess = (authorization: string | undefined, path: string, verb: 'get') => Promise<Access>;

export const defaults = {
  timeLimit: 5000,
  cache: { allowedFor: 60_000, refusedFor: 10_000, maxEntries: 1024, maxQuestions: 16 },
} as const;

export function createKubernetesAuthenticator(config: KubernetesAuthentication): AskAccess {
  const cached = createVerdictCache(config.cache);
  // A key of this process alone: a dump of its memory shows no hash that a list of tokens could be compared with.
  const hashKey = randomBytes(32);
  return async (authorization, path, verb) => {
    const token = bearerToken(authorization);
    if (token === undefined) return 'unauthenticated';
    const question = JSON.stringify([token, path, verb]);
    const key = createHmac('sha256', hashKey).update(question).digest('base64');
    return await cached(key, () => review(config, token, path, verb));
  };
}

/** RFC 6750's syntax; anything else cannot be a token, and nobody is asked. */
function bearerToken(authorization: string | undefined): string | undefined {
  return /^bearer +([\w.~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
}

async function review(
  { timeLimit, report, ...apiServer }: KubernetesAuthentication,
  token: string,
  path: string,
  verb: string,
): Promise<Access> {
  const signal = AbortSignal.timeout(timeLimit);
  try {
    const user = userOf(await post(apiServer, tokenReviews, tokenReview(token), signal));
    const question = user && subjectAccessReview(user, path, verb);
    const allowed =
      question !== undefined && isAllowed(await post(apiServer, subjectAccessReviews, question, signal));
    report(undefined);
    return user === undefined ? 'unauthenticated' : allowed ? 'allowed' : 'forbidden';
  } catch (error) {
    const trouble = error instanceof Error ? error.message : String(error);
    report(signal.aborted ? `no answer within ${timeLimit} ms` : trouble);
    return 'unavailable';
  }
}
