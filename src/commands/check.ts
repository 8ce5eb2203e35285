// `peerproof check`: one assessment, printed.

import type { Report } from '../model/report.ts';
import { openNode } from '../assess/node.ts';
import { OptionError } from '../options/values.ts';
import type { Options } from '../options/options.ts';
import { jsonReport } from '../publish/reports/json.ts';
import { junitReport } from '../publish/reports/junit.ts';
import { markdownReport } from '../publish/reports/markdown.ts';
import { sarifReport } from '../publish/reports/sarif/sarif.ts';
import { tableReport } from '../publish/reports/table.ts';
import type { TableStyle } from '../publish/reports/table-style.ts';
import { escapeControlCharacters } from '../publish/control-characters.ts';
import type { Terminal } from './terminal.ts';

/** Prints the report and returns the exit code: 0 nothing to do, 1 a fail, 2 an unknown and no fail. */
export async function check(options: Options, version: string, terminal: Terminal): Promise<number> {
  if (options.explain && (options.output === 'junit' || options.output === 'sarif'))
    throw new OptionError('--output', 'table or json or markdown with --explain', options.output);
  const explainer = options.explain ? (await import('../explain/explain.ts')).explainer : undefined;
  const node = openNode(options, () => undefined, explainer);
  const endProgress = terminal.progress(node.awaited);
  const assessing = options.singleMember === 'auto' ? node.assessConfirmed() : node.assessAnswered();
  const report = await assessing.finally(endProgress);
  node.probes?.stop();
  const code = printReport(report, options, version, terminal);
  if (node.reader.files.isHanging()) terminal.onHang();
  return code;
}

/** Prints the report and returns the exit code for it. */
export function printReport(report: Report, options: Options, version: string, terminal: Terminal): number {
  terminal.write(render(options.output, report, version, terminal.style));
  return exitCode(report, options.failOn);
}

function render(output: Options['output'], report: Report, version: string, style: TableStyle): string {
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
      return tableReport(report, style);
  }
}

function jsonText(value: object): string {
  return `${escapeControlCharacters(JSON.stringify(value, null, 2))}\n`;
}

function exitCode({ rules }: Report, failOn: Options['failOn']): number {
  if (rules.some(({ status }) => status === 'fail')) return 1;
  return failOn === 'unknown' && rules.some(({ status }) => status === 'unknown') ? 2 : 0;
}
