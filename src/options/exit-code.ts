// Exit codes of the program, and which of them a report leads to.

import type { Report } from '../model/report.ts';
import type { CheckOptions } from './options.ts';

/** `pass`, `fail` and `unknown` are verdicts of `check` and `config`; `usage` is bad usage or an internal error. */
export const exitCode = { pass: 0, fail: 1, unknown: 2, usage: 3 } as const;

export function reportExitCode({ rules }: Report, failOn: CheckOptions['failOn']): number {
  const statuses = new Set(rules.map(({ status }) => status));
  if (statuses.has('fail')) return exitCode.fail;
  return failOn === 'unknown' && statuses.has('unknown') ? exitCode.unknown : exitCode.pass;
}
