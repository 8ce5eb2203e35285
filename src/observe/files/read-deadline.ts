// A time limit for reads that may hang. A read beyond it is abandoned, because nothing can end it.

export type ReadDeadline = {
  /** Returns the result of `read`; `undefined` when it takes too long, or while an earlier read of this key hangs. */
  readonly inTime: <T>(key: string, read: () => Promise<T>) => Promise<T | undefined>;
  /** Reports whether an abandoned read has ended since the last call. */
  readonly hasRecovered: () => boolean;
  /** Reports whether an abandoned read has not ended yet. */
  readonly isHanging: () => boolean;
};

/** `limit` is in milliseconds. Each key has one hanging read at most: a read holds a thread, and Node.js has few. */
export function createReadDeadline(limit: number): ReadDeadline {
  const hanging = new Set<string>();
  let recovered = false;
  const abandon = (key: string, reading: Promise<unknown>): void => {
    const end = (): void => {
      hanging.delete(key);
      recovered = true;
    };
    hanging.add(key);
    reading.then(end, end);
  };
  return {
    inTime: async (key, read) => {
      if (hanging.has(key)) return undefined;
      const reading = read();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), limit);
      });
      const outcome = await Promise.race([reading.then((value) => ({ value })), late]).finally(() =>
        clearTimeout(timer),
      );
      if (outcome === undefined) abandon(key, reading);
      return outcome?.value;
    },
    hasRecovered: () => {
      const hadRecovered = recovered;
      recovered = false;
      return hadRecovered;
    },
    isHanging: () => hanging.size > 0,
  };
}
