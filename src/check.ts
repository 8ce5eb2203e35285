// `peerproof check`: one assessment, printed.

import type { Report } from './model/report.ts';
import { nodeOf } from './node.ts';
import type { Options } from './options.ts';
import { jsonReport } from './publish/reports/json.ts';
import { tableReport } from './publish/reports/table.ts';
import { escapeUnseen } from './publish/unseen.ts';

/**
 * Prints the report and returns the exit code: 0 nothing to do, 1 a fail, 2 an unknown and no fail. `onHang` is called when a
 * read hangs, which would hold up the end of the program.
 */
export async function check(
  options: Options,
  write: (text: string) => void,
  colour: boolean,
  onHang: () => void,
): Promise<number> {
  const { assessAfter, prober, reader } = nodeOf(options, () => undefined);
  const report = await assessAfter(options.singleMember === 'auto' ? 'settled' : 'answered');
  prober?.stop();
  write(
    options.output === 'json'
      ? `${escapeUnseen(JSON.stringify(jsonReport(report), null, 2))}\n`
      : tableReport(report, colour),
  );
  if (reader.isHanging()) onHang();
  return exitCode(report, options.failOn);
}

function exitCode({ rules }: Report, failOn: Options['failOn']): number {
  if (rules.some(({ status }) => status === 'fail')) return 1;
  return failOn === 'unknown' && rules.some(({ status }) => status === 'unknown') ? 2 : 0;
}
