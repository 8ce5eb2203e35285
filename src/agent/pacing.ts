// The pace of the agent: after hints, and between looks.

import type { Pace } from '../model/observation.ts';
import { createTokenBucket, type TokenBucket } from '../model/token-bucket.ts';

/** A token for each assessment after a hint: a lone change never waits, and a thousand in a second lead to fewer than twenty. */
export function createHintBudget(): TokenBucket {
  return createTokenBucket({ interval: 100, burst: 5 });
}

/** The pause before the next look, in milliseconds. */
const pauses: Readonly<Record<Pace, number>> = { resting: 1000, expecting: 100 };

/** Returns the pause for a pace, in milliseconds. Frequent looks cost CPU, and have a budget. */
export function createLookPauses(): (pace: Pace, at: number) => number {
  const bursts = createTokenBucket({ interval: 1000, burst: 100 });
  return (pace, at) => (pace === 'resting' || !bursts.take(at) ? pauses.resting : pauses.expecting);
}
