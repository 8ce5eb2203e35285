// The report as JUnit XML, which CI servers read as test results: the node is a suite, each rule a case.

import type { Member } from '../../model/member.ts';
import { type Cause, reasonSentences, reasonsOf } from '../../model/reason.ts';
import type { Report, RuleResult, RuleText } from '../../model/report.ts';
import type { Finding, SourceState, Status } from '../../model/verdict.ts';
import { replaceControlCharacters } from '../control-characters.ts';
import { findingSettings } from './finding-evidence.ts';

/** The element of each status below its case; a case without an element has passed. */
const outcomes: Readonly<Record<Status, string | undefined>> = {
  pass: undefined,
  fail: 'failure',
  unknown: 'error',
  not_applicable: 'skipped',
};

export function junitReport({ node, assessedAt, rules, members, sources }: Report): string {
  const count = (status: Status): number => rules.filter((rule) => rule.status === status).length;
  const totals = { tests: rules.length, failures: count('fail'), errors: count('unknown') };
  const suite = {
    name: node,
    ...totals,
    skipped: count('not_applicable'),
    time: 0,
    // Ant's format: UTC, without a zone.
    timestamp: assessedAt.toISOString().slice(0, 19),
    hostname: node,
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'peerproof', ...totals })}>`,
    `  <testsuite${attributes(suite)}>`,
    ...rules.map((result) => testCase(result, members)),
    ...element('    ', 'system-err', {}, sources.flatMap(unreadLines)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(result: RuleResult, members: readonly Member[]): string {
  const { rule, findings, notes } = result;
  const output = [
    ...notes.flatMap((cause) => causeLines('note: ', cause)),
    ...findings.flatMap((finding) => findingLines(rule, finding, members)),
  ];
  return [
    `    <testcase${attributes({ name: `${rule.control} ${rule.title}`, classname: rule.id, time: 0 })}>`,
    ...outcome(result),
    ...element('      ', 'system-out', {}, output),
    '    </testcase>',
  ].join('\n');
}

function outcome({ status, causes, remediation }: RuleResult): readonly string[] {
  const name = outcomes[status];
  if (name === undefined) return [];
  const reasons = reasonsOf(causes);
  const message = reasons.map((reason) => reasonSentences[reason]).join(' ') || status;
  const text = [...causes.flatMap((cause) => causeLines('', cause)), ...remediation.map((step) => `To do: ${step}`)];
  return element('      ', name, { type: reasons[0] ?? status, message }, text.length === 0 ? [status] : text);
}

function causeLines(prefix: string, { reason, detail }: Cause): readonly string[] {
  return [`${prefix}${reasonSentences[reason]} [${reason}]`, `  ${detail}`];
}

function findingLines(rule: RuleText, finding: Finding, members: readonly Member[]): readonly string[] {
  const { member, source, location, status } = finding;
  const settings = findingSettings(rule, finding, members) ?? [];
  return [
    `${member} by ${source}: ${status}, ${location}`,
    ...settings.map(({ name, value, origin }) => `  ${name}: ${value} (${origin})`),
  ];
}

function unreadLines({ source, up, causes }: SourceState): readonly string[] {
  return up ? [] : [`${source} was not read`, ...causes.flatMap((cause) => causeLines('  ', cause))];
}

function element(
  indent: string,
  name: string,
  values: Readonly<Record<string, string>>,
  lines: readonly string[],
): readonly string[] {
  if (lines.length === 0) return [];
  return [`${indent}<${name}${attributes(values)}>${lines.map(escapeXml).join('\n')}</${name}>`];
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Replaces what XML 1.0 cannot hold, not even as references: control codes, lone surrogates, U+FFFE and U+FFFF. */
function escapeXml(text: string): string {
  return replaceControlCharacters(text)
    .replace(/[\uFFFE\uFFFF]/g, '\uFFFD')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
