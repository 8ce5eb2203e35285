// Taking turns in a collection that grows and shrinks meanwhile.

/** Returns a function that takes the next ids, at most `count`, and begins again at the end. */
export function createRound(
  all: ReadonlySet<number> | ReadonlyMap<number, unknown>,
): (count: number) => readonly number[] {
  let round = all.keys();
  const next = (): number | undefined => {
    const { value } = round.next();
    if (value !== undefined) return value;
    round = all.keys();
    return round.next().value;
  };
  return (count) => {
    const length = Math.min(count, all.size);
    return Array.from({ length }, next).filter((pid) => pid !== undefined);
  };
}
