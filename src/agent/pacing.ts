// How soon the agent acts: on a hint, and at its next look.

import type { Pace } from '../model/observation.ts';

/** Times are in milliseconds, of one clock. */
export type TokenBucket = {
  /** How long until a token is there. */
  readonly wait: (at: number) => number;
  readonly take: (at: number) => void;
};

/** Starts full, and gains `perSecond` tokens each second up to its capacity. */
function createTokenBucket(capacity: number, perSecond: number): TokenBucket {
  let tokens = capacity;
  let filledAt = 0;
  const refill = (at: number): void => {
    tokens = Math.min(capacity, tokens + (Math.max(0, at - filledAt) / 1000) * perSecond);
    filledAt = at;
  };
  return {
    wait: (at) => {
      refill(at);
      return tokens >= 1 ? 0 : ((1 - tokens) / perSecond) * 1000;
    },
    take: (at) => {
      refill(at);
      tokens -= 1;
    },
  };
}

/** A token for each assessment after a hint: a lone change never waits, and a thousand in a second lead to fewer than twenty. */
export function createHintBudget(): TokenBucket {
  return createTokenBucket(5, 10);
}

/** The pause before the next look, in milliseconds. */
const pauses: Readonly<Record<Pace, number>> = { cheap: 100, expecting: 10, scanning: 1000 };

/** Returns the pause for a pace, in milliseconds. Frequent looks cost CPU: 300 at once at most, and 6 more each second. */
export function createLookPauses(): (pace: Pace, at: number) => number {
  const bursts = createTokenBucket(300, 6);
  return (pace, at) => {
    if (pace !== 'expecting') return pauses[pace];
    if (bursts.wait(at) > 0) return pauses.cheap;
    bursts.take(at);
    return pauses.expecting;
  };
}
