// A token for each interval, and as many as the burst at most.

import type { RateLimit } from './config/rate-limit.ts';

/** `now` is in milliseconds. Returns whether a request may pass, and takes its token. */
export function createTokenBucket({ interval, burst }: RateLimit, now: () => number): () => boolean {
  let tokens = burst;
  let filledAt = now();
  return () => {
    const at = now();
    tokens = Math.min(burst, tokens + (at - filledAt) / interval);
    filledAt = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
