// The report as Markdown, for a pull request or an audit file.

import type { Explanations, RuleExplanation } from '../../model/explanation.ts';
import type { Member } from '../../model/member.ts';
import { type Cause, reasonSentences, reasonsOf } from '../../model/reason.ts';
import type { Report, RuleResult, RuleText } from '../../model/report.ts';
import type { Finding, SourceState, Status } from '../../model/verdict.ts';
import { settingLabel } from '../evidence.ts';
import { statusText } from '../status.ts';
import { chapters, type Chapter } from './explanation/explanation-steps.ts';
import { findingSettings } from './finding-evidence.ts';
import { listenerSentence } from './listener-sentence.ts';
import { code, prose } from './markdown-text.ts';
import { descriptionBlocks } from './rule-descriptions.ts';
import { markdown } from './explanation/quoting.ts';

/** Adds the explanation of each verdict where `explanations` holds it. */
export function markdownReport(
  { node, assessedAt, rules, members, sources }: Report,
  explanations: Explanations = new Map(),
): string {
  const blocks = [
    `# etcd peer security of node ${code(node)}`,
    `Assessed at ${assessedAt.toISOString()}.`,
    verdictTable(rules),
    ...rules.flatMap((result) => ruleBlocks(result, members, explanations.get(result.rule.id))),
    ...list('Members', members.flatMap(memberLines)),
    ...list('Sources', sources.flatMap(sourceLines)),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function verdictTable(rules: readonly RuleResult[]): string {
  const rows = rules.map(({ rule, status, causes }) => {
    const reasons = reasonsOf(causes).map(code).join(', ');
    return `| ${rule.control} | ${prose(rule.title)} | ${verdict(status)} | ${reasons} |`;
  });
  return ['| Rule | Recommendation | Verdict | Reasons |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function verdict(status: Status): string {
  return `**${statusText(status)}**`;
}

function ruleBlocks(
  result: RuleResult,
  members: readonly Member[],
  explanation: RuleExplanation | undefined,
): readonly string[] {
  const { rule, status, causes, notes, findings, remediation } = result;
  const general = status === 'fail' ? [`- In general: ${prose(rule.remediation)}`] : [];
  return [
    `## ${rule.control} ${prose(rule.title)}: ${statusText(status)}`,
    ...list('Reasons', causes.map(causeLine), '###'),
    ...list('Notes', notes.map(causeLine), '###'),
    ...list('To do', [...remediation.map((step) => `- ${code(step)}`), ...general], '###'),
    ...(explanation === undefined
      ? findingsBlocks(rule, findings, members)
      : [...descriptionBlocks(rule), ...chapters(result, members, explanation).flatMap(chapterBlocks)]),
  ];
}

function chapterBlocks({ title, steps }: Chapter): readonly string[] {
  return [
    `### ${markdown(title)}`,
    ...steps.flatMap(({ title: name, blocks }, index) => [
      `#### ${index + 1}. ${prose(name)}`,
      ...blocks.flatMap(({ at, sentences }) => [
        ...(at === undefined ? [] : [`${markdown(at)}:`]),
        sentences.map((sentence) => `- ${markdown(sentence)}`).join('\n'),
      ]),
    ]),
  ];
}

function findingsBlocks(rule: RuleText, findings: readonly Finding[], members: readonly Member[]): readonly string[] {
  const each = findings.flatMap((finding) => findingBlocks(rule, finding, members));
  return findings.length === 0 ? [] : ['### Findings', ...each];
}

function causeLine({ reason, detail }: Cause): string {
  return `- ${prose(reasonSentences[reason])} (${code(reason)}) ${code(detail)}`;
}

function findingBlocks(rule: RuleText, finding: Finding, members: readonly Member[]): readonly string[] {
  const { member, source, location, status, causes } = finding;
  // A list instead of a table: parsers disagree on backslashes in cells.
  const settings = (findingSettings(rule, finding, members) ?? []).map(
    ({ name, value, origin }) => `- ${name}: ${code(value)} (${prose(origin)})`,
  );
  const lines = [...causes.map(causeLine), ...settings];
  const head = `${code(member)} by ${source}: ${verdict(status)}, at ${code(location)}`;
  return [head, ...(lines.length === 0 ? [] : [lines.join('\n')])];
}

function memberLines({ id, drift, listeners, countsForKubernetes }: Member): readonly string[] {
  return [
    ...(countsForKubernetes ? [] : [`- ${code(id)} does not count: Kubernetes uses another etcd`]),
    ...(drift ?? []).map(
      ({ setting, declared, running }) =>
        `- ${code(id)}: ${settingLabel(setting)} is ${code(declared)} in the manifest, ${code(running)} in the process`,
    ),
    ...listeners.map((listener) => `- ${code(id)}: ${code(listenerSentence(listener))}`),
  ];
}

function sourceLines({ source, up, causes }: SourceState): readonly string[] {
  return [`- ${source}: ${up ? 'read' : '**not read**'}`, ...causes.map((cause) => `  ${causeLine(cause)}`)];
}

/** Returns a heading with its list; nothing for an empty list. */
function list(title: string, lines: readonly string[], level = '##'): readonly string[] {
  return lines.length === 0 ? [] : [`${level} ${title}`, lines.join('\n')];
}
