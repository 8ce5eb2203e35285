// Work that is due once in a while.

/** Returns a function that is true at most once in `interval` milliseconds, and at its first call. */
export function onceEvery(interval: number): () => boolean {
  let next = Number.NEGATIVE_INFINITY;
  return () => {
    // The time of day may jump.
    const at = performance.now();
    if (at < next) return false;
    next = at + interval;
    return true;
  };
}
