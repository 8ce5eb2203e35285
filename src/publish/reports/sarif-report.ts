// The report as SARIF 2.1.0, which code scanning services read.

import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { type Cause, reasonSentences, reasonsOf } from '../../model/reason.ts';
import type { Report, RuleResult, RuleText } from '../../model/report.ts';
import type { Finding, SourceState, Status } from '../../model/verdict.ts';
import { replaceControlCharacters } from '../control-characters.ts';
import { statusText } from '../status.ts';
import { findingSource } from './finding-evidence.ts';

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
        toolExecutionNotifications: sources.filter(({ up }) => !up).map(notification),
      },
    ],
    columnKind: 'utf16CodeUnits',
    results: rules.flatMap((result, index) => ruleResults(report, result, index)),
  };
  return { $schema: schema, version: '2.1.0', runs: [run] };
}

function ruleDescriptor(rule: RuleText): object {
  const { id, framework, control, title, description, rationale, remediation, cisControls } = rule;
  return {
    id,
    name: identifier(title),
    shortDescription: { text: `${control} ${title}` },
    fullDescription: { text: `${description} ${rationale}` },
    help: { text: `${remediation}\n\nAudit: ${rule.audit}\nImpact: ${rule.impact}\nDefault: ${rule.defaultValue}` },
    defaultConfiguration: { level: 'error' },
    properties: {
      tags: ['security', 'etcd', framework],
      framework,
      control,
      cisControls: cisControls.map(({ version, id: cis, title: text }) => `${version} ${cis} ${text}`),
      references: rule.references,
    },
  };
}

/** Makes a name for a SARIF rule, such as `EtcdShouldUse…`. */
function identifier(title: string): string {
  return title
    .split(/[^A-Za-z\d]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function notification({ source, causes }: SourceState): object {
  const isError = causes.some(({ reason }) => reason !== 'not_looked_at');
  return {
    level: isError ? 'error' : 'note',
    message: message(`The source ${source} was not read. ${causes.map(causeText).join(' ')}`),
  };
}

/** Returns a result for each finding and note; without findings, the verdict itself, so that silence is no pass. */
function ruleResults(report: Report, result: RuleResult, ruleIndex: number): readonly object[] {
  const { rule, status, causes, notes, findings } = result;
  const base = { ruleId: rule.id, ruleIndex };
  const verdicts = findings.length > 0 ? [] : [{ grade: grades[status], causes, kind: 'verdict' }];
  const noteVerdicts = notes.map((note) => ({ grade: 'note' as const, causes: [note], kind: note.reason }));
  return [
    ...findings.map((finding) => ({ ...base, ...findingResult(finding, result, report) })),
    ...[...verdicts, ...noteVerdicts].map(({ grade, causes: gradeCauses, kind }, index) => ({
      ...base,
      ...graded(grade),
      message: message(`${rule.control} on ${report.node}: ${gradeCauses.map(causeText).join(' ') || status}`),
      locations: [{ logicalLocations: [{ name: report.node, fullyQualifiedName: report.node, kind: 'node' }] }],
      partialFingerprints: fingerprint([rule.id, report.node, kind, `${index}`]),
      suppressions: [],
      properties: { status, reasons: reasonsOf(gradeCauses) },
    })),
  ];
}

function findingResult(finding: Finding, result: RuleResult, report: Report): object {
  const { member, source, location, status, causes } = finding;
  const { rule, findings } = result;
  const head = `${rule.control}: ${member} by ${source} (${location}): ${statusText(status)}.`;
  const earlier = findings
    .slice(0, findings.indexOf(finding))
    .filter((other) => other.member === member && other.source === source);
  return {
    ...graded(gradeOf(finding, result)),
    message: message([head, ...causes.map(causeText)].join(' ')),
    locations: [findingLocation(finding, report)],
    // The fingerprint must survive another pid and other reasons.
    partialFingerprints: fingerprint([rule.id, report.node, member, source, `${earlier.length}`]),
    suppressions: suppressions(finding, result),
    properties: { status, reasons: reasonsOf(causes), member },
  };
}

type Grade = 'error' | 'warning' | 'note' | 'pass' | 'notApplicable';

const grades: Readonly<Record<Status, Grade>> = {
  fail: 'error',
  unknown: 'warning',
  pass: 'pass',
  not_applicable: 'notApplicable',
};

/** Grades a finding. An unknown that another source decided is a note, and no alert. */
function gradeOf({ member, status }: Finding, { members }: RuleResult): Grade {
  const verdict = members.find((result) => result.member === member);
  return status === 'unknown' && verdict?.status !== 'unknown' ? 'note' : grades[status];
}

/** Chooses kind and level: SARIF has levels for problems alone, and gives other kinds the level none. */
function graded(grade: Grade): object {
  const isKind = grade === 'pass' || grade === 'notApplicable';
  return isKind ? { kind: grade, level: 'none' } : { kind: 'fail', level: grade };
}

/** Suppresses a member that does not count for the verdict. */
function suppressions({ member }: Finding, { members }: RuleResult): readonly object[] {
  if (members.find((result) => result.member === member)?.counts !== false) return [];
  return [{ kind: 'external', status: 'accepted', justification: 'Kubernetes uses another etcd' }];
}

/** Locates a finding by its manifest, if any, and by node, member and location. */
function findingLocation(finding: Finding, { node, members }: Report): object {
  const { member, source, location } = finding;
  const { file, line } = findingSource(finding, members) ?? {};
  const region = line === undefined ? {} : { region: { startLine: line } };
  const physical =
    file === undefined ? {} : { physicalLocation: { artifactLocation: artifactLocation(file), ...region } };
  const logical = {
    name: location,
    fullyQualifiedName: [node, member, location].join('/'),
    kind: source === 'wire' ? 'listener' : source,
  };
  return { ...physical, logicalLocations: [logical] };
}

/** Locates a file of the node below its root, and an input of `config` relative to the working directory. */
function artifactLocation(file: string): object {
  if (file.startsWith('/')) return { uri: uriOf(file), uriBaseId: 'NODE' };
  return { uri: uriOf(posix.normalize(file)) };
}

/** Percent-encodes a path. A URI cannot hold a lone surrogate. */
function uriOf(path: string): string {
  return path.toWellFormed().replace(/^\/+/, '').split('/').map(encodeURIComponent).join('/');
}

function causeText({ reason, detail }: Cause): string {
  return `${reasonSentences[reason]} (${reason}: ${detail})`;
}

/** Makes a message in which texts of the node become neither a link nor a placeholder. */
function message(text: string): { readonly text: string } {
  const plain = replaceControlCharacters(text);
  return { text: plain.replace(/\{(\d+)\}/g, '{{$1}}').replace(/(\\*)\](?=\()/g, '$1$1\\]') };
}

function fingerprint(parts: readonly string[]): object {
  return { 'peerproof/v1': createHash('sha256').update(JSON.stringify(parts)).digest('hex') };
}
