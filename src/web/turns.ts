// Costly work, one piece at a time.

import { setTimeout as sleep } from 'node:timers/promises';

export type Turns = {
  /** Resolves with what the work does, or with `undefined` at once when too many wait. */
  readonly take: (work: () => Promise<boolean>) => Promise<boolean | undefined>;
};

export function createTurns(maxWaiting: number): Turns {
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;

  return {
    take: async (work) => {
      if (waiting >= maxWaiting) return undefined;
      waiting += 1;
      const { promise, resolve, reject } = Promise.withResolvers<boolean>();
      last = last
        .then(() => workThenRest(work, resolve))
        .catch(reject)
        .finally(() => {
          waiting -= 1;
        });
      return await promise;
    },
  };
}

/** After work that was in vain as long a pause follows: whoever guesses gets half of one processor at most. */
async function workThenRest(work: () => Promise<boolean>, done: (was: boolean) => void): Promise<void> {
  const start = performance.now();
  const was = await work();
  done(was);
  if (!was) await sleep(performance.now() - start, undefined, { ref: false });
}
