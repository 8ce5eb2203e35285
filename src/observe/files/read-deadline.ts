// Reads that may hang: each is waited for so long and then left to itself, because nothing can end it.

export type ReadDeadline = {
  /** What `begin` comes to; `undefined` when that takes too long, or when an earlier one of this key still hangs. */
  readonly wait: <T>(key: string, begin: () => Promise<T>) => Promise<T | undefined>;
  /** Whether one that was left to itself has come to its end since this was last asked. */
  readonly hasRecovered: () => boolean;
  /** Something that was left to itself has not ended yet. */
  readonly isHanging: () => boolean;
};

/** `limit` is in milliseconds. One hanging read for each key: each holds a thread of the few that Node.js has. */
export function createReadDeadline(limit: number): ReadDeadline {
  const hanging = new Set<string>();
  let recovered = false;
  const leave = (key: string, outcome: Promise<unknown>): void => {
    const end = (): void => {
      hanging.delete(key);
      recovered = true;
    };
    hanging.add(key);
    outcome.then(end, end);
  };
  return {
    wait: async (key, begin) => {
      if (hanging.has(key)) return undefined;
      const outcome = begin();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<'late'>((resolve) => {
        timer = setTimeout(() => resolve('late'), limit);
      });
      const first = await Promise.race([outcome.then((value) => ({ value })), late]).finally(() =>
        clearTimeout(timer),
      );
      if (first !== 'late') return first.value;
      leave(key, outcome);
      return undefined;
    },
    hasRecovered: () => {
      const since = recovered;
      recovered = false;
      return since;
    },
    isHanging: () => hanging.size > 0,
  };
}
