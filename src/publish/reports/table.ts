// The report for people, in as many columns as there are where words can be broken.

import type { Member } from '../../model/member.ts';
import { type Cause, reasonSentences } from '../../model/reason.ts';
import type { Finding, Report, RuleResult, SourceState, Status } from '../../model/report.ts';
import { listenerSentence, settingLabel } from '../evidence.ts';
import { findingSettings } from './finding-settings.ts';
import { painted, statusText, type TableStyle } from './table-style.ts';
import { columns, wrap } from './wrapped-text.ts';

/** Nothing of the node's own texts can reach the terminal as a control code. */
export function tableReport(report: Report, style: TableStyle): string {
  const lines = [
    ...wrap(`Node ${report.node}, ${report.assessedAt.toISOString()}`, 0, style.width),
    ...report.rules.flatMap((result) => ['', ...ruleLines(result, report.members, style)]),
    '',
    ...memberLines(report.members, style),
    'Sources',
    ...report.sources.flatMap((state) => sourceLines(state, style)),
  ];
  return `${lines.join('\n')}\n`;
}

function ruleLines(
  { rule, status, causes, notes, findings, remediation }: RuleResult,
  members: readonly Member[],
  style: TableStyle,
): readonly string[] {
  const [first = '', ...rest] = wrap(`${rule.control} ${rule.title}`, 16, style.width);
  return [
    `${painted(statusText(status, style).toUpperCase().padEnd(16), status, style)}${first.trimStart()}`,
    ...rest,
    ...[...causes, ...notes].flatMap((cause) => causeLines(cause, style)),
    ...findings.flatMap((finding) => findingLines(finding, members, style)),
    ...remediation.flatMap((step) => wrap(`To do: ${step}`, 2, style.width)),
  ];
}

function causeLines({ reason, detail }: Cause, { width }: TableStyle): readonly string[] {
  return [...wrap(`${reasonSentences[reason]} [${reason}]`, 2, width), ...wrap(detail, 4, width)];
}

function findingLines(finding: Finding, members: readonly Member[], style: TableStyle): readonly string[] {
  const { member, source, location, status } = finding;
  const head = headLines(`${member} by ${source}:`, status, style);
  const values = (findingSettings(finding, members) ?? []).map(({ name, value, origin }) =>
    wrap(`${name.padEnd(21)} ${value} (${origin})`, 4, style.width).join('\n'),
  );
  return [...head, ...wrap(location, 4, style.width), ...values];
}

/** The status stays in one piece, so that its colour does. */
function headLines(text: string, status: Status, style: TableStyle): readonly string[] {
  const lines = wrap(text, 2, style.width);
  const last = lines.at(-1) ?? '';
  const name = statusText(status, style);
  const rest = columns(last) + 1 + name.length <= style.width ? `${last} ` : `${last}\n    `;
  return [...lines.slice(0, -1), `${rest}${painted(name, status, style)}`];
}

/** What belongs to a member and to no single rule: drift, and what its listeners answered. */
function memberLines(members: readonly Member[], { width }: TableStyle): readonly string[] {
  const lines = members.flatMap(({ id, drift, listeners }) => [
    ...(drift ?? []).flatMap(({ setting, declared, running }) =>
      wrap(
        `${id}: ${settingLabel(setting)} is ${declared} in the manifest, ${running} in the process`,
        2,
        width,
      ),
    ),
    ...listeners.flatMap((listener) => wrap(`${id}: ${listenerSentence(listener)}`, 2, width)),
  ]);
  return lines.length === 0 ? [] : ['Members', ...lines, ''];
}

function sourceLines({ source, up, causes }: SourceState, style: TableStyle): readonly string[] {
  const told = causes.flatMap((cause) => causeLines(cause, style));
  return [`  ${source}: ${up ? 'read' : 'NOT READ'}`, ...told];
}
