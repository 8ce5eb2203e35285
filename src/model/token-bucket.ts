// A rate limit as a token bucket: a token for each interval, and as many as the burst at most.

export type RateLimit = {
  /** Time in which one token is added, in milliseconds. */
  readonly interval: number;
  /** Largest number of tokens. */
  readonly burst: number;
};

export type TokenBucket = {
  /** Takes a token at a time in milliseconds; false: there is none. */
  readonly take: (at: number) => boolean;
  /** Time until the next token, in milliseconds. */
  readonly wait: (at: number) => number;
};

/** Creates a full bucket. */
export function createTokenBucket({ interval, burst }: RateLimit): TokenBucket {
  let tokens = burst;
  let filledAt = 0;
  const fill = (at: number): void => {
    tokens = Math.min(burst, tokens + Math.max(0, at - filledAt) / interval);
    filledAt = at;
  };
  return {
    take: (at) => {
      fill(at);
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
    wait: (at) => {
      fill(at);
      return Math.max(0, 1 - tokens) * interval;
    },
  };
}
