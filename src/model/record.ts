// Records that share the keys of a table.

export function mapRecord<K extends string, V, W>(
  record: Readonly<Record<K, V>>,
  valueOf: (value: V, key: K) => W,
): Readonly<Record<K, W>> {
  const result: Partial<Record<K, W>> = {};
  for (const key of keysOf(record)) result[key] = valueOf(record[key], key);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the loop has set every key
  return result as Record<K, W>;
}

export function keysOf<K extends string>(record: Readonly<Record<K, unknown>>): readonly K[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a table is a literal without further keys
  return Object.keys(record) as K[];
}
