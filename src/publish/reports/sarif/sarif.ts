// The report as SARIF 2.1.0, which code scanning services read.

import { createHash } from 'node:crypto';
import { type Cause, reasonSentences } from '../../../model/reason.ts';
import type { Report, RuleResult } from '../../../model/report.ts';
import type { Finding, SourceState, Status } from '../../../model/verdict.ts';
import { type Located, locations } from './locations.ts';
import { messageOf } from '../sarif-message.ts';
import { ruleDescriptor } from './rule.ts';

const schema = 'https://json.schemastore.org/sarif-2.1.0.json';

export function sarifReport(report: Report, version: string): object {
  const { node, assessedAt, rules, sources } = report;
  const driver = { name: 'peerproof', version, rules: rules.map(({ rule }) => ruleDescriptor(rule)) };
  const run = {
    tool: { driver },
    automationDetails: { id: `peerproof/${node}` },
    originalUriBaseIds: {
      NODE: { uri: 'file:///', description: { text: 'The root directory of the node' } },
    },
    invocations: [
      {
        executionSuccessful: true,
        endTimeUtc: assessedAt.toISOString(),
        toolExecutionNotifications: sources.flatMap(notification),
      },
    ],
    columnKind: 'utf16CodeUnits',
    results: rules.flatMap((result, index) => ruleResults(report, result, index)),
  };
  return { $schema: schema, version: '2.1.0', runs: [run] };
}

function notification({ source, up, causes }: SourceState): readonly object[] {
  if (up) return [];
  const isTrouble = causes.some(({ reason }) => reason !== 'not_looked_at');
  return [
    {
      level: isTrouble ? 'error' : 'note',
      message: messageOf(`The source ${source} was not read. ${causes.map(told).join(' ')}`),
    },
  ];
}

/** One result for each finding and note; where nothing was found, the verdict itself, so that silence is no pass. */
function ruleResults(report: Report, result: RuleResult, ruleIndex: number): readonly object[] {
  const { rule, status, causes, notes, findings } = result;
  const base = { ruleId: rule.id, ruleIndex };
  const onNode = { members: report.members, node: report.node };
  const own = findings.map((finding, index) => ({
    ...base,
    ...graded(gradeOf(finding, result)),
    message: messageOf(findingText(finding, result)),
    locations: locations({ ...onNode, finding }),
    partialFingerprints: fingerprint(onNode, rule.id, finding, sameBefore(findings, index)),
    suppressions: suppressions(finding, result),
    properties: { status: finding.status, reasons: reasonsOf(finding.causes), member: finding.member },
  }));
  const whole = findings.length > 0 ? [] : [{ grade: grades[status], causes, kind: 'verdict' }];
  const noted = notes.map((note) => ({ grade: 'note' as const, causes: [note], kind: note.reason }));
  return [
    ...own,
    ...[...whole, ...noted].map(({ grade, causes: told_, kind }, index) => ({
      ...base,
      ...graded(grade),
      message: messageOf(`${rule.control} on ${report.node}: ${told_.map(told).join(' ') || status}`),
      locations: locations(onNode),
      partialFingerprints: { 'peerproof/v1': digest([rule.id, report.node, kind, `${index}`]) },
      suppressions: [],
      properties: { status, reasons: reasonsOf(told_) },
    })),
  ];
}

type Grade = 'error' | 'warning' | 'note' | 'pass' | 'notApplicable';

const grades: Readonly<Record<Status, Grade>> = {
  fail: 'error',
  unknown: 'warning',
  pass: 'pass',
  not_applicable: 'notApplicable',
};

/** An unknown that another source decided is worth a note, and no alert. */
function gradeOf({ member, status }: Finding, { members }: RuleResult): Grade {
  const verdict = members.find((one) => one.member === member);
  return status === 'unknown' && verdict?.status !== 'unknown' ? 'note' : grades[status];
}

/** SARIF has levels for what is wrong, and kinds, with the level none, for what is not. */
function graded(grade: Grade): object {
  const isKind = grade === 'pass' || grade === 'notApplicable';
  return isKind ? { kind: grade, level: 'none' } : { kind: 'fail', level: grade };
}

function findingText({ member, source, location, status, causes }: Finding, { rule }: RuleResult): string {
  const head = `${rule.control}: ${member} by ${source} (${location}): ${status.replace('_', ' ')}.`;
  return [head, ...causes.map(told)].join(' ');
}

function told({ reason, detail }: Cause): string {
  return `${reasonSentences[reason]} (${reason}: ${detail})`;
}

function reasonsOf(causes: readonly Cause[]): readonly string[] {
  return [...new Set(causes.map(({ reason }) => reason))];
}

/** What does not count for the verdict must not count for those who read the results either. */
function suppressions({ member }: Finding, { members }: RuleResult): readonly object[] {
  if (members.find((one) => one.member === member)?.counts !== false) return [];
  return [{ kind: 'external', status: 'accepted', justification: 'Kubernetes uses another etcd' }];
}

function sameBefore(findings: readonly Finding[], index: number): number {
  const { member, source } = findings[index] ?? {};
  return findings.slice(0, index).filter((one) => one.member === member && one.source === source).length;
}

/** Stays the same when the process gets another pid or the reasons change. */
function fingerprint({ node }: Located, rule: string, { member, source }: Finding, before: number): object {
  return { 'peerproof/v1': digest([rule, node, member, source, `${before}`]) };
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
