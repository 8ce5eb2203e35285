import { appendFileSync } from 'node:fs';

// Figures for people: printed, and kept as JSON lines where PEERPROOF_MEASUREMENTS names a file.
export function record(measurement: string, figures: Readonly<Record<string, number>>): void {
  const rounded = Object.entries(figures).map(([name, value]) => [name, Math.round(value * 10) / 10]);
  const line = JSON.stringify({ measurement, ...Object.fromEntries(rounded) });
  process.stderr.write(`${line}\n`);
  const file = process.env['PEERPROOF_MEASUREMENTS'];
  if (file) appendFileSync(file, `${line}\n`);
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
