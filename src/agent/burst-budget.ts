// Frequent looks cost CPU, so that there may only be so many of them.

/** So many frequent looks at once at most, and so many more each second. */
const capacity = 300;
const perSecond = 6;

/** Takes one frequent look at a time in milliseconds from the budget; false when it is used up. */
export function createBurstBudget(): (at: number) => boolean {
  let left = capacity;
  let last = 0;
  return (at) => {
    left = Math.min(capacity, left + (Math.max(0, at - last) / 1000) * perSecond);
    last = at;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
