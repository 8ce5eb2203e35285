// The history of statuses over a series of reports: the start of each verdict, and a log line for each change.

import type { WatchMode } from '../model/observation.ts';
import type { Publication, Report, RuleResult } from '../model/report.ts';
import { type Cause, reasonsOf } from '../model/reason.ts';
import type { Status } from '../model/verdict.ts';
import type { Log } from './log.ts';

/** A rule's verdict on a member, or on the whole node where `member` is `undefined`. */
type Verdict = { readonly rule: string; readonly member: string | undefined; readonly status: Status };

type Standing = Verdict & { readonly since: Date };

/** The name of the whole node in log lines; no member has it. */
const wholeNode = '*';

export type StatusHistory = {
  /** Records the verdicts of a report, and logs each change. */
  readonly record: (report: Report, watchMode: WatchMode) => Publication;
};

export function createStatusHistory(log: Log): StatusHistory {
  let mode: WatchMode | undefined;
  let standing: ReadonlyMap<string, Standing> = new Map();
  return {
    record: (report, watchMode) => {
      if (mode !== watchMode) log.info('process discovery mode changed', { mode: watchMode, before: mode });
      mode = watchMode;
      const before = standing;
      const now = standingIn(report, before);
      standing = now;
      for (const result of report.rules) logChanges(log, report.node, result, before);
      for (const [key, { rule, member = wholeNode, status: from }] of before)
        if (!now.has(key))
          log.info('verdict changed', { node: report.node, member, rule, from, to: 'gone', reasons: '' });
      return {
        report,
        watchMode,
        statusSince: (rule) => now.get(keyOf({ rule, member: undefined }))?.since ?? report.assessedAt,
      };
    },
  };
}

/** Makes a key; that of the node differs from the key of every member. */
function keyOf({ rule, member }: Pick<Verdict, 'rule' | 'member'>): string {
  return member === undefined ? rule : `${rule}\0${member}`;
}

type ExplainedVerdict = Verdict & { readonly causes: readonly Cause[] };

function verdictsOf({ rule, status, causes, members }: RuleResult): readonly ExplainedVerdict[] {
  const nodeVerdict = { rule: rule.id, member: undefined, status, causes };
  return [nodeVerdict, ...members.map((member) => ({ rule: rule.id, ...member }))];
}

function standingIn(report: Report, before: ReadonlyMap<string, Standing>): ReadonlyMap<string, Standing> {
  const verdicts = report.rules.flatMap(verdictsOf);
  return new Map(
    verdicts.map(({ rule, member, status }) => {
      const key = keyOf({ rule, member });
      const old = before.get(key);
      return [key, old?.status === status ? old : { rule, member, status, since: report.assessedAt }];
    }),
  );
}

/** Logs each change. A change of the node is skipped where a member changed to the same status. */
function logChanges(log: Log, node: string, result: RuleResult, before: ReadonlyMap<string, Standing>): void {
  const changed = verdictsOf(result).filter((verdict) => before.get(keyOf(verdict))?.status !== verdict.status);
  const memberStatuses = new Set(changed.flatMap(({ member, status }) => (member === undefined ? [] : [status])));
  for (const { rule, member, status, causes } of changed) {
    if (member === undefined && memberStatuses.has(status)) continue;
    const from = before.get(keyOf({ rule, member }))?.status ?? 'none';
    const reasons = reasonsOf(causes).join(',');
    const write = status === 'pass' || status === 'not_applicable' ? log.info : log.warn;
    write('verdict changed', { node, member: member ?? wholeNode, rule, from, to: status, reasons });
  }
}
