// The report for people, at most 80 columns where words can be broken.

import type { Member } from '../../model/member.ts';
import { type Cause, reasonSentences } from '../../model/reason.ts';
import type { Finding, Report, RuleResult, RuleText, SourceState, Status } from '../../model/report.ts';
import { listenerSentence, settingLabel } from '../evidence.ts';
import { replaceUnseen } from '../unseen.ts';
import { findingSettings } from './finding-settings.ts';

const width = 80;
const colours: Readonly<Record<Status, number>> = { pass: 32, fail: 31, unknown: 33, not_applicable: 36 };

/** `colour` switches ANSI colours on; nothing of the node's own texts can reach the terminal as a control code. */
export function tableReport(report: Report, colour: boolean): string {
  const paint = (status: Status, text: string): string =>
    colour ? `\u001B[1;${colours[status]}m${text}\u001B[0m` : text;
  const lines = [
    ...wrap(`Node ${report.node}, ${report.assessedAt.toISOString()}`, 0),
    ...report.rules.flatMap((result) => ['', ...ruleLines(result, report.members, paint)]),
    '',
    ...memberLines(report.members),
    'Sources',
    ...report.sources.flatMap(sourceLines),
  ];
  return `${lines.join('\n')}\n`;
}

type Paint = (status: Status, text: string) => string;

function ruleLines(
  { rule, status, causes, notes, findings, remediation }: RuleResult,
  members: readonly Member[],
  paint: Paint,
): readonly string[] {
  const [first = '', ...rest] = wrap(`${rule.control} ${rule.title}`, 16);
  return [
    `${paint(status, label(status).padEnd(16))}${first.trimStart()}`,
    ...rest,
    ...causes.flatMap(causeLines),
    ...notes.flatMap(causeLines),
    ...findings.flatMap((finding) => findingLines(rule, finding, members, paint)),
    ...remediation.flatMap((step) => wrap(`To do: ${step}`, 2)),
  ];
}

function label(status: Status): string {
  return status.toUpperCase().replace('_', ' ');
}

function causeLines({ reason, detail }: Cause): readonly string[] {
  return [...wrap(`${reasonSentences[reason]} [${reason}]`, 2), ...wrap(detail, 4)];
}

function findingLines(
  rule: RuleText,
  finding: Finding,
  members: readonly Member[],
  paint: Paint,
): readonly string[] {
  const { member, source, location, status } = finding;
  const head = headLines(`${member} by ${source}:`, status, paint);
  const values = (findingSettings(rule, finding, members) ?? []).map(({ name, value, origin }) =>
    wrap(`${name.padEnd(21)} ${value} (${origin})`, 4).join('\n'),
  );
  return [...head, ...wrap(location, 4), ...values];
}

/** The status stays in one piece, so that its colour does. */
function headLines(text: string, status: Status, paint: Paint): readonly string[] {
  const lines = wrap(text, 2);
  const last = lines.at(-1) ?? '';
  const name = label(status).toLowerCase();
  const rest = last.length + 1 + name.length <= width ? `${last} ` : `${last}\n    `;
  return [...lines.slice(0, -1), `${rest}${paint(status, name)}`];
}

/** What belongs to a member and to no single rule: drift, and what its listeners answered. */
function memberLines(members: readonly Member[]): readonly string[] {
  const lines = members.flatMap(({ id, drift, listeners }) => [
    ...(drift ?? []).flatMap(({ setting, declared, running }) =>
      wrap(`${id}: ${settingLabel(setting)} is ${declared} in the manifest, ${running} in the process`, 2),
    ),
    ...listeners.flatMap((listener) => wrap(`${id}: ${listenerSentence(listener)}`, 2)),
  ]);
  return lines.length === 0 ? [] : ['Members', ...lines, ''];
}

function sourceLines({ source, up, causes }: SourceState): readonly string[] {
  return [`  ${source}: ${up ? 'read' : 'NOT READ'}`, ...causes.flatMap(causeLines)];
}

/** Breaks at blanks so that each line with its indent fits; a word that is longer stays whole. */
function wrap(text: string, indent: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of replaceUnseen(text).split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((one) => ' '.repeat(indent) + one);
}
