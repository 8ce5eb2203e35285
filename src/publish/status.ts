// Texts of statuses, and symbols for readers who do not see colours.

import type { Status } from '../model/verdict.ts';

export function statusText(status: Status): string {
  return status.replace('_', ' ');
}

export const statusSymbols: Readonly<Record<Status, string>> = {
  pass: '✓',
  fail: '✗',
  unknown: '?',
  not_applicable: '–',
};
