// How many assessments hints may ask for: a few at once without delay, then so many each second.

/** A lone change never waits; a thousand in a second lead to fewer than twenty assessments. */
const atOnce = 5;
const perSecond = 10;

export type Pacing = {
  /** How long the next one has to wait, in milliseconds. `at` in milliseconds. */
  readonly wait: (at: number) => number;
  /** Counts one that begins. */
  readonly take: (at: number) => void;
};

export function createPacing(): Pacing {
  let left = atOnce;
  let last = 0;
  const refill = (at: number): void => {
    left = Math.min(atOnce, left + (Math.max(0, at - last) / 1000) * perSecond);
    last = at;
  };
  return {
    wait: (at) => {
      refill(at);
      return left >= 1 ? 0 : ((1 - left) / perSecond) * 1000;
    },
    take: (at) => {
      refill(at);
      left -= 1;
    },
  };
}
