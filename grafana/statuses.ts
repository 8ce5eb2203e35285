import { MappingType, type ValueMap } from '@grafana/grafana-foundation-sdk/dashboard';

type Appearance = { readonly text: string; readonly color: string };

/** The statuses with their numbers in a timeline: the worse, the higher. */
export const statuses = [
  { status: 'pass', code: 1, text: 'pass', color: 'green' },
  { status: 'not_applicable', code: 2, text: 'not applicable', color: 'blue' },
  { status: 'unknown', code: 3, text: 'unknown', color: 'orange' },
  { status: 'fail', code: 4, text: 'fail', color: 'red' },
] as const;

export const statusCodes = valueMap(
  // An unknown future status must not look like a pass.
  { 0: { text: 'other', color: 'purple' }, ...appearancesBy('code') },
);

export const statusWords = valueMap(appearancesBy('status'));

export function valueMap(appearances: Readonly<Record<string, Appearance>>): ValueMap {
  const indexed = Object.entries(appearances).map(([value, appearance], index) => [value, { ...appearance, index }]);
  return { type: MappingType.ValueToText, options: Object.fromEntries(indexed) as ValueMap['options'] };
}

function appearancesBy(key: 'code' | 'status'): Record<string, Appearance> {
  return Object.fromEntries(statuses.map((entry) => [entry[key], { text: entry.text, color: entry.color }]));
}
