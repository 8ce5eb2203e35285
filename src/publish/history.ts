// What only a series of reports tells: since when a verdict stands, and which verdicts changed.

import type { WatchMode } from '../model/observation.ts';
import type { Cause } from '../model/reason.ts';
import type { Report, RuleResult } from '../model/report.ts';
import type { Status } from '../model/verdict.ts';
import type { Log } from './log.ts';
import type { Publication } from '../model/publication.ts';

type Known = { readonly status: Status; readonly since: Date };

/** What log lines call the node's own verdict, which is no member's. */
const wholeNode = '*';

export type History = {
  /** Remembers the verdicts of a report, and logs one line for each that has changed. */
  readonly record: (report: Report, watchMode: WatchMode) => Publication;
};

export function createHistory(log: Log): History {
  let mode: WatchMode | undefined;
  let known: ReadonlyMap<string, Known> = new Map();
  const record: History['record'] = (report, watchMode) => {
    if (mode !== watchMode) log.info('new processes are found by', { mode: watchMode, before: mode });
    mode = watchMode;
    const before = known;
    known = new Map(
      report.rules.flatMap((result) => verdictsOf(result).map((one) => remember(before, report, one))),
    );
    for (const result of report.rules) logChanges(log, report.node, result, before);
    logEnds(log, report.node, before, known);
    const current = known;
    return {
      report,
      watchMode,
      statusSince: (rule) => current.get(keyOf(rule, undefined))?.since ?? report.assessedAt,
    };
  };
  return { record };
}

type Line = {
  readonly rule: string;
  /** `undefined`: the node as a whole. */
  readonly member: string | undefined;
  readonly status: Status;
  readonly causes: readonly Cause[];
};

/** A member may have any name, so the node has no name that a member could have. */
function keyOf(rule: string, member: string | undefined): string {
  return member === undefined ? rule : `${rule}\0${member}`;
}

function verdictsOf({ rule, status, causes, members }: RuleResult): readonly Line[] {
  const node = { rule: rule.id, member: undefined, status, causes };
  return [node, ...members.map((member) => ({ rule: rule.id, ...member }))];
}

function remember(
  before: ReadonlyMap<string, Known>,
  report: Report,
  { rule, member, status }: Line,
): readonly [string, Known] {
  const key = keyOf(rule, member);
  const old = before.get(key);
  return [key, old?.status === status ? old : { status, since: report.assessedAt }];
}

/** One line a change; the node's own verdict gets one only where no member's says it already. */
function logChanges(log: Log, node: string, result: RuleResult, before: ReadonlyMap<string, Known>): void {
  const changed = verdictsOf(result).filter(
    ({ rule, member, status }) => before.get(keyOf(rule, member))?.status !== status,
  );
  const said = new Set(changed.flatMap(({ member, status }) => (member === undefined ? [] : [status])));
  const lines = changed.filter(({ member, status }) => member !== undefined || !said.has(status));
  for (const { rule, member, status, causes } of lines) {
    const reasons = [...new Set(causes.map(({ reason }) => reason))].join(',');
    const from = before.get(keyOf(rule, member))?.status ?? 'none';
    const write = status === 'pass' || status === 'not_applicable' ? log.info : log.warn;
    write('verdict changed', { node, member: member ?? wholeNode, rule, from, to: status, reasons });
  }
}

function logEnds(
  log: Log,
  node: string,
  before: ReadonlyMap<string, Known>,
  now: ReadonlyMap<string, Known>,
): void {
  for (const [key, { status }] of before) {
    const [rule, ...name] = key.split('\0');
    const member = name.length === 0 ? wholeNode : name.join('\0');
    if (!now.has(key))
      log.info('verdict changed', { node, member, rule, from: status, to: 'gone', reasons: '' });
  }
}
