import { expect, test } from 'vitest';

import type { Report } from '../../../src/model/report.ts';
import type { Status } from '../../../src/model/verdict.ts';
import { reportExitCode } from '../../../src/options/exit-code.ts';

function codeOf(statuses: readonly Status[], failOn: 'fail' | 'unknown'): number {
  const rules = statuses.map((status) => ({ status }));
  return reportExitCode({ rules } as unknown as Report, failOn);
}

test.each([
  { statuses: ['pass', 'pass'], code: 0 },
  { statuses: ['pass', 'not_applicable'], code: 0 },
  { statuses: ['unknown', 'fail'], code: 1 },
  { statuses: ['pass', 'unknown'], code: 2 },
] as const)('rules that are $statuses end a check with $code', ({ statuses, code }) => {
  expect(codeOf(statuses, 'unknown')).toBe(code);
});

test.each([
  { statuses: ['pass', 'unknown'], code: 0 },
  { statuses: ['unknown', 'fail'], code: 1 },
] as const)('with --fail-on=fail, rules that are $statuses end a check with $code', ({ statuses, code }) => {
  expect(codeOf(statuses, 'fail')).toBe(code);
});
