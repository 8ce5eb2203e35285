// One measured number, its goal where it has one, and the table of all of them.

export type Row = {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The value may be this large; `undefined`: told for comparison. */
  readonly goal?: number;
  readonly note?: string;
};

export function row(what: string, value: number, unit: string, more: { goal?: number; note?: string } = {}): Row {
  return { what, value, unit, ...more };
}

export function isReached({ value, goal }: Row): boolean | undefined {
  return goal === undefined ? undefined : value <= goal;
}

export function table(rows: readonly Row[]): string {
  const lines = rows.map((one) => [
    one.what,
    `${number(one.value)} ${one.unit}`.trim(),
    one.goal === undefined ? '' : `≤ ${one.goal}`,
    { true: 'reached', false: 'NOT reached', undefined: '' }[`${isReached(one)}`],
    one.note ?? '',
  ]);
  const all = [['what', 'value', 'goal', '', 'note'], ...lines];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  return all
    .map((line) =>
      line
        .map((cell, column) => cell?.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** The smallest value that so large a part of the values does not exceed. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}
