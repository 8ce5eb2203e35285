// The queue of password checks: they run in turn, since each occupies a processor.

import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves with the outcome of the check, or with `undefined` at once when too many wait. */
export type LoginQueue = (check: () => Promise<boolean>) => Promise<boolean | undefined>;

export function createLoginQueue(maxWaiting: number): LoginQueue {
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;
  return async (check) => {
    if (waiting >= maxWaiting) return undefined;
    waiting += 1;
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    last = last
      .then(() => checkThenPause(check, resolve))
      .catch(reject)
      .finally(() => {
        waiting -= 1;
      });
    return await promise;
  };
}

/** Pauses after a wrong password for as long as the check took: guessing takes half of a processor at most. */
async function checkThenPause(check: () => Promise<boolean>, done: (isRight: boolean) => void): Promise<void> {
  const start = performance.now();
  const isRight = await check();
  done(isRight);
  if (!isRight) await sleep(performance.now() - start, undefined, { ref: false });
}
