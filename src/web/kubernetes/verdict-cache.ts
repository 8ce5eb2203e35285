// Verdicts that were asked for, kept for a while, and asked for once at a time.

import type { Authentication as Access } from '../authenticator.ts';

export type CacheLimits = {
  /** In milliseconds, from when the question was asked. */
  readonly allowedFor: number;
  readonly refusedFor: number;
  readonly maxEntries: number;
  /** More questions at a time than this are not asked: a flood of tokens must not become one of the API server. */
  readonly maxQuestions: number;
};

type Entry = { readonly access: Access; readonly until: number };

export type VerdictCache = (key: string, ask: () => Promise<Access>) => Promise<Access>;

/** `ask` must not reject. That the API server could not be asked is never kept. */
export function createVerdictCache(limits: CacheLimits): VerdictCache {
  const kept = new Map<string, Entry>();
  const questions = new Map<string, Promise<Access>>();

  const keep = (key: string, access: Access, asked: number): void => {
    if (access === 'unavailable') return;
    if (kept.size >= limits.maxEntries) kept.delete(soonestToEnd(kept));
    kept.set(key, { access, until: asked + (access === 'allowed' ? limits.allowedFor : limits.refusedFor) });
  };
  const question = async (key: string, ask: () => Promise<Access>): Promise<Access> => {
    const asked = performance.now();
    try {
      const access = await ask();
      keep(key, access, asked);
      return access;
    } finally {
      questions.delete(key);
    }
  };

  return async (key, ask) => {
    const entry = kept.get(key);
    if (entry !== undefined && performance.now() < entry.until) return entry.access;
    kept.delete(key);
    const running = questions.get(key);
    if (running !== undefined) return running;
    if (questions.size >= limits.maxQuestions) return 'unavailable';
    const asking = question(key, ask);
    questions.set(key, asking);
    return asking;
  };
}

/** Refusals end sooner, so they go before what is allowed. */
function soonestToEnd(kept: ReadonlyMap<string, Entry>): string {
  let [soonest, end] = ['', Number.POSITIVE_INFINITY];
  for (const [key, { until }] of kept) if (until < end) [soonest, end] = [key, until];
  return soonest;
}
