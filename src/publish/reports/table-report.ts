// The report for people, wrapped to the width of the terminal.

import type { Explanations, RuleExplanation } from '../../model/explanation.ts';
import type { Member } from '../../model/member.ts';
import { type Cause, reasonSentences } from '../../model/reason.ts';
import type { Report, RuleResult, RuleText } from '../../model/report.ts';
import type { Finding, SourceState, Status } from '../../model/verdict.ts';
import { settingLabel } from '../evidence.ts';
import { chapters, type Chapter } from './explanation/explanation-steps.ts';
import { findingSettings } from './finding-evidence.ts';
import { descriptionLines } from './rule-descriptions.ts';
import { listenerSentence } from './listener-sentence.ts';
import { plain } from './explanation/quoting.ts';
import { painted, statusLabel, type TableStyle } from './table-style.ts';
import { columns, wrap, wrapItem } from './wrapped-text.ts';

/** Adds the explanation of each verdict where `explanations` holds it. Texts of the node cannot control the terminal. */
export function tableReport(report: Report, style: TableStyle, explanations: Explanations = new Map()): string {
  const lines = [
    ...wrap(`Node ${report.node}, ${report.assessedAt.toISOString()}`, 0, style.width),
    ...report.rules.flatMap((result) => [
      '',
      ...ruleLines(result, report.members, style, explanations.get(result.rule.id)),
    ]),
    '',
    ...memberLines(report.members, style),
    'Sources',
    ...report.sources.flatMap((state) => sourceLines(state, style)),
  ];
  return `${lines.join('\n')}\n`;
}

function ruleLines(
  result: RuleResult,
  members: readonly Member[],
  style: TableStyle,
  explanation: RuleExplanation | undefined,
): readonly string[] {
  const { rule, status, causes, notes, findings, remediation } = result;
  const [first = '', ...rest] = wrap(`${rule.control} ${rule.title}`, 16, style.width);
  return [
    `${painted(statusLabel(status, style).toUpperCase().padEnd(16), status, style)}${first.trimStart()}`,
    ...rest,
    ...[...causes, ...notes].flatMap((cause) => causeLines(cause, style)),
    ...(explanation === undefined
      ? findings.flatMap((finding) => findingLines(rule, finding, members, style))
      : [
          ...descriptionLines(rule, style.width),
          ...chapters(result, members, explanation).flatMap((chapter) => chapterLines(chapter, style)),
        ]),
    ...remediation.flatMap((step) => wrap(`To do: ${step}`, 2, style.width)),
  ];
}

function causeLines({ reason, detail }: Cause, { width }: TableStyle): readonly string[] {
  return [...wrap(`${reasonSentences[reason]} [${reason}]`, 2, width), ...wrap(detail, 4, width)];
}

function chapterLines({ title, steps }: Chapter, { width }: TableStyle): readonly string[] {
  const lines = steps.flatMap(({ title: name, blocks }, index) => [
    ...wrap(`${index + 1}. ${name}`, 2, width),
    ...blocks.flatMap(({ at, sentences }) => [
      ...(at === undefined ? [] : wrap(`${plain(at)}:`, 5, width)),
      ...sentences.flatMap((sentence) => wrapItem(plain(sentence), '- ', at === undefined ? 5 : 7, width)),
    ]),
  ]);
  return ['', ...wrap(plain(title), 2, width), ...lines];
}

function findingLines(
  rule: RuleText,
  finding: Finding,
  members: readonly Member[],
  style: TableStyle,
): readonly string[] {
  const { member, source, location, status } = finding;
  const head = headLines(`${member} by ${source}:`, status, style);
  const values = (findingSettings(rule, finding, members) ?? []).map(({ name, value, origin }) =>
    wrap(`${name.padEnd(21)} ${value} (${origin})`, 4, style.width).join('\n'),
  );
  return [...head, ...wrap(location, 4, style.width), ...values];
}

/** Keeps the status on a single line, so that its colour works. */
function headLines(text: string, status: Status, style: TableStyle): readonly string[] {
  const lines = wrap(text, 2, style.width);
  const last = lines.at(-1) ?? '';
  const name = statusLabel(status, style);
  const rest = columns(last) + 1 + name.length <= style.width ? `${last} ` : `${last}\n    `;
  return [...lines.slice(0, -1), `${rest}${painted(name, status, style)}`];
}

/** Lists facts of members that belong to no single rule: drift, and the answers of listeners. */
function memberLines(members: readonly Member[], { width }: TableStyle): readonly string[] {
  const lines = members.flatMap(({ id, drift, listeners }) => [
    ...(drift ?? []).flatMap(({ setting, declared, running }) =>
      wrap(`${id}: ${settingLabel(setting)} is ${declared} in the manifest, ${running} in the process`, 2, width),
    ),
    ...listeners.flatMap((listener) => wrap(`${id}: ${listenerSentence(listener)}`, 2, width)),
  ]);
  return lines.length === 0 ? [] : ['Members', ...lines, ''];
}

function sourceLines({ source, up, causes }: SourceState, style: TableStyle): readonly string[] {
  return [`  ${source}: ${up ? 'read' : 'NOT READ'}`, ...causes.flatMap((cause) => causeLines(cause, style))];
}
