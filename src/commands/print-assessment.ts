// Output of `check` and `config` in the requested format.

import type { Explanations } from '../model/explanation.ts';
import type { Assessment, Report } from '../model/report.ts';
import { reportExitCode } from '../options/exit-code.ts';
import type { CheckOptions, ConfigOptions } from '../options/options.ts';
import { OptionError } from '../options/values.ts';
import { escapeControlCharacters } from '../publish/control-characters.ts';
import { jsonReport } from '../publish/reports/json-report.ts';
import { junitReport } from '../publish/reports/junit-report.ts';
import { markdownReport } from '../publish/reports/markdown-report.ts';
import { sarifReport } from '../publish/reports/sarif-report.ts';
import { tableReport } from '../publish/reports/table-report.ts';
import type { Terminal } from './terminal.ts';

/** Prints the report, with explanations for --explain, and returns its exit code. */
export async function printAssessment(
  assessment: Assessment,
  options: CheckOptions | ConfigOptions,
  version: string,
  terminal: Terminal,
): Promise<number> {
  const explanations = options.explain ? (await import('../explain/explain.ts')).explain(assessment) : undefined;
  const { report } = assessment;
  terminal.write(render(options.output, report, version, terminal.style, explanations));
  return reportExitCode(report, options.failOn);
}

/** Throws an OptionError for a format that has no room for an explanation. */
export function refuseFormatOfExplanation({ explain, output }: CheckOptions | ConfigOptions): void {
  if (explain && (output === 'junit' || output === 'sarif'))
    throw new OptionError('--output', 'table or json or markdown with --explain', output);
}

function render(
  output: CheckOptions['output'],
  report: Report,
  version: string,
  style: Terminal['style'],
  explanations: Explanations | undefined,
): string {
  switch (output) {
    case 'json':
      return jsonText(jsonReport(report, explanations));
    case 'sarif':
      return jsonText(sarifReport(report, version));
    case 'junit':
      return junitReport(report);
    case 'markdown':
      return markdownReport(report, explanations);
    case 'table':
    default:
      return tableReport(report, style, explanations);
  }
}

function jsonText(value: object): string {
  return `${escapeControlCharacters(JSON.stringify(value, null, 2))}\n`;
}
