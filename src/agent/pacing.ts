// The pace of the agent: after hints, and between looks.

import type { Pace } from '../model/observation.ts';

/** Times are in milliseconds, of one clock. */
export type TokenBucket = {
  /** The time until a token is there. */
  readonly wait: (at: number) => number;
  readonly take: (at: number) => void;
};

type Rate = { readonly atOnce: number; readonly perSecond: number };

/** Starts full, with the tokens for `atOnce`. */
function createTokenBucket({ atOnce, perSecond }: Rate): TokenBucket {
  let tokens = atOnce;
  let filledAt = 0;
  const refill = (at: number): void => {
    tokens = Math.min(atOnce, tokens + (Math.max(0, at - filledAt) / 1000) * perSecond);
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
  return createTokenBucket({ atOnce: 5, perSecond: 10 });
}

/** The pause before the next look, in milliseconds. */
const pauses: Readonly<Record<Pace, number>> = { resting: 1000, expecting: 100 };

/** Returns the pause for a pace, in milliseconds. Frequent looks cost CPU, and have a budget. */
export function createLookPauses(): (pace: Pace, at: number) => number {
  const bursts = createTokenBucket({ atOnce: 100, perSecond: 1 });
  return (pace, at) => {
    if (pace === 'resting' || bursts.wait(at) > 0) return pauses.resting;
    bursts.take(at);
    return pauses.expecting;
  };
}
