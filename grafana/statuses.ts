import { MappingType, type ValueMap } from '@grafana/grafana-foundation-sdk/dashboard';

type Look = { readonly text: string; readonly color: string };

/** The verdicts, with the number that a timeline shows each of them by: the worse, the higher. */
export const statuses = [
  { status: 'pass', code: 1, text: 'pass', color: 'green' },
  { status: 'not_applicable', code: 2, text: 'not applicable', color: 'blue' },
  { status: 'unknown', code: 3, text: 'unknown', color: 'orange' },
  { status: 'fail', code: 4, text: 'fail', color: 'red' },
] as const;

export const statusCodes = valueMap(
  // A status that this dashboard does not know yet must not look like a pass.
  { 0: { text: 'other', color: 'purple' }, ...looksBy('code') },
);

export const statusWords = valueMap(looksBy('status'));

export function valueMap(looks: Readonly<Record<string, Look>>): ValueMap {
  const indexed = Object.entries(looks).map(([value, look], index) => [value, { ...look, index }]);
  return { type: MappingType.ValueToText, options: Object.fromEntries(indexed) as ValueMap['options'] };
}

function looksBy(key: 'code' | 'status'): Record<string, Look> {
  return Object.fromEntries(statuses.map((entry) => [entry[key], { text: entry.text, color: entry.color }]));
}
