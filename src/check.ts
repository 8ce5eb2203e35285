// `peerproof check`: one assessment, printed.

import { assess } from './assess.ts';
import type { Report } from './model/report.ts';
import { nodeReader } from './node-reader.ts';
import type { Options } from './options.ts';
import { jsonReport } from './publish/reports/json.ts';
import { tableReport } from './publish/reports/table.ts';

/** Prints the report and returns the exit code: 0 nothing to do, 1 a fail, 2 an unknown and no fail. */
export async function check(
  options: Options,
  write: (text: string) => void,
  colour: boolean,
): Promise<number> {
  const policy = { singleMember: options.singleMember, noEtcd: options.noEtcd };
  const report = await assess(nodeReader(options), { node: options.nodeName, policy, now: () => new Date() });
  write(
    options.output === 'json'
      ? `${JSON.stringify(jsonReport(report), null, 2)}\n`
      : tableReport(report, colour),
  );
  return exitCode(report, options.failOn);
}

function exitCode({ rules }: Report, failOn: Options['failOn']): number {
  if (rules.some(({ status }) => status === 'fail')) return 1;
  return failOn === 'unknown' && rules.some(({ status }) => status === 'unknown') ? 2 : 0;
}
