// A cache of the API server's decisions. Equal requests share a running review.

import type { Access } from '../authenticator.ts';

export type CacheLimits = {
  /** Times from the start of the review, in milliseconds. */
  readonly allowedFor: number;
  readonly refusedFor: number;
  readonly maxEntries: number;
  /** Limit of concurrent reviews: a flood of tokens must not become a flood of reviews. */
  readonly maxReviews: number;
};

type Entry = { readonly access: Access; readonly until: number };

export type AccessCache = (key: string, review: () => Promise<Access>) => Promise<Access>;

/** `review` must not reject. `unavailable` is never kept. */
export function createAccessCache(limits: CacheLimits): AccessCache {
  const entries = new Map<string, Entry>();
  const running = new Map<string, Promise<Access>>();

  const keep = (key: string, access: Access, startedAt: number): void => {
    if (access === 'unavailable') return;
    if (entries.size >= limits.maxEntries) entries.delete(soonestToEnd(entries));
    const { allowedFor, refusedFor } = limits;
    entries.set(key, { access, until: startedAt + (access === 'allowed' ? allowedFor : refusedFor) });
  };
  const start = async (key: string, review: () => Promise<Access>): Promise<Access> => {
    const startedAt = performance.now();
    const access = await review().finally(() => running.delete(key));
    keep(key, access, startedAt);
    return access;
  };

  return async (key, review) => {
    const entry = entries.get(key);
    if (entry !== undefined && performance.now() < entry.until) return entry.access;
    entries.delete(key);
    if (!running.has(key) && running.size >= limits.maxReviews) return 'unavailable';
    const access = running.get(key) ?? start(key, review);
    running.set(key, access);
    return await access;
  };
}

/** Finds the entry to drop. Refusals expire sooner, so they go first. */
function soonestToEnd(entries: ReadonlyMap<string, Entry>): string {
  let [soonest, end] = ['', Number.POSITIVE_INFINITY];
  for (const [key, { until }] of entries) if (until < end) [soonest, end] = [key, until];
  return soonest;
}
