// Exit codes of the program, and which of them a report leads to.

import type { Report } from '../model/report.ts';

/** `pass`, `fail` and `unknown` are verdicts of `check` and `config`; `usage` is bad usage or an internal error. */
export const exitCode = { pass: 0, fail: 1, unknown: 2, usage: 3 } as const;

/** Returns the exit code of a report; `failOn` is the option of that name. */
export function reportExitCode({ rules }: Report, failOn: 'fail' | 'unknown'): number {
  const statuses = new Set(rules.map(({ status }) => status));
  if (statuses.has('fail')) return exitCode.fail;
  return failOn === 'unknown' && statuses.has('unknown') ? exitCode.unknown : exitCode.pass;
}
