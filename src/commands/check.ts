// `peerproof check`: one assessment, printed.

import type { Report } from '../model/report.ts';
import { openNode } from '../assess/node.ts';
import type { CheckOptions } from '../options/options.ts';
import { exitCode } from '../options/table.ts';
import { OptionError } from '../options/values.ts';
import { jsonReport } from '../publish/reports/json.ts';
import { junitReport } from '../publish/reports/junit.ts';
import { markdownReport } from '../publish/reports/markdown.ts';
import { sarifReport } from '../publish/reports/sarif/sarif.ts';
import { tableReport } from '../publish/reports/table.ts';
import type { TableStyle } from '../publish/reports/table-style.ts';
import { escapeControlCharacters } from '../publish/control-characters.ts';
import type { Terminal } from './terminal.ts';

/** Prints the report and returns the exit code of the verdict. */
export async function check(options: CheckOptions, version: string, terminal: Terminal): Promise<number> {
  if (options.explain && (options.output === 'junit' || options.output === 'sarif'))
    throw new OptionError('--output', 'table or json or markdown with --explain', options.output);
  const explainer = options.explain ? (await import('../explain/explain.ts')).explainer : undefined;
  const { assessAfter, awaited, prober, reader } = openNode(options, () => undefined, { explainer });
  const endProgress = terminal.progress(awaited);
  const report = await assessAfter(options.singleMember === 'auto' ? 'settled' : 'answered').finally(
    endProgress,
  );
  prober?.stop();
  const code = printReport(report, options, version, terminal);
  if (reader.isHanging()) terminal.onHang();
  return code;
}

/** Prints the report and returns the exit code for it. */
export function printReport(
  report: Report,
  options: Pick<CheckOptions, 'output' | 'failOn'>,
  version: string,
  terminal: Terminal,
): number {
  terminal.write(render(options.output, report, version, terminal.style));
  return codeFor(report, options.failOn);
}

function render(output: CheckOptions['output'], report: Report, version: string, style: TableStyle): string {
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

function codeFor({ rules }: Report, failOn: CheckOptions['failOn']): number {
  if (rules.some(({ status }) => status === 'fail')) return exitCode.fail;
  const isUnknown = rules.some(({ status }) => status === 'unknown');
  return failOn === 'unknown' && isUnknown ? exitCode.unknown : exitCode.pass;
}
