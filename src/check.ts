// `peerproof check`: one assessment, printed.

import type { Report } from './model/report.ts';
import { nodeOf } from './node.ts';
import type { Options } from './options.ts';
import { jsonReport } from './publish/reports/json.ts';
import { junitReport } from './publish/reports/junit.ts';
import { markdownReport } from './publish/reports/markdown.ts';
import { sarifReport } from './publish/reports/sarif.ts';
import { tableReport } from './publish/reports/table.ts';
import { escapeUnseen } from './publish/unseen.ts';

export type Terminal = {
  readonly write: (text: string) => void;
  readonly colour: boolean;
  /** Called when a read hangs, which would hold up the end of the program. */
  readonly onHang: () => void;
};

/** Prints the report and returns the exit code: 0 nothing to do, 1 a fail, 2 an unknown and no fail. */
export async function check(options: Options, version: string, terminal: Terminal): Promise<number> {
  const { assessAfter, prober, reader } = nodeOf(options, () => undefined);
  const report = await assessAfter(options.singleMember === 'auto' ? 'settled' : 'answered');
  prober?.stop();
  terminal.write(render(options.output, report, version, terminal.colour));
  if (reader.isHanging()) terminal.onHang();
  return exitCode(report, options.failOn);
}

function render(output: Options['output'], report: Report, version: string, colour: boolean): string {
  switch (output) {
    case 'json':
      return jsonText(jsonReport(report));
    case 'sarif':
      return jsonText(sarifReport(report, version));
    case 'junit':
      return junitReport(report);
    case 'markdown':
      return markdownReport(report);
    case 'table':
    default:
      return tableReport(report, colour);
  }
}

function jsonText(value: object): string {
  return `${escapeUnseen(JSON.stringify(value, null, 2))}\n`;
}

function exitCode({ rules }: Report, failOn: Options['failOn']): number {
  if (rules.some(({ status }) => status === 'fail')) return 1;
  return failOn === 'unknown' && rules.some(({ status }) => status === 'unknown') ? 2 : 0;
}
