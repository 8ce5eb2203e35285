// What only a series of reports tells: since when a verdict stands, and which verdicts changed.

import type { Cause } from '../model/reason.ts';
import type { Report, Status } from '../model/report.ts';
import type { Log } from './log.ts';
import type { Publication } from './metrics.ts';

type Known = { readonly status: Status; readonly since: Date };

/** The member that stands for the node's own verdict in log lines. */
const wholeNode = '*';

/** Remembers verdicts from report to report, and logs one line for each that changes. */
export function createHistory(log: Log): (report: Report) => Publication {
  const known = new Map<string, Known>();
  return (report) => {
    const present = new Set<string>();
    for (const { rule, status, causes, members } of report.rules) {
      const verdicts = [{ member: wholeNode, status, causes }, ...members];
      for (const verdict of verdicts) {
        present.add(note(known, log, report, rule.id, verdict));
      }
    }
    for (const key of known.keys()) if (!present.has(key)) forget(known, log, report, key);
    return { report, statusSince: (rule) => known.get(`${rule}\0${wholeNode}`)?.since ?? report.assessedAt };
  };
}

type MemberStatus = { readonly member: string; readonly status: Status; readonly causes: readonly Cause[] };

function note(
  known: Map<string, Known>,
  log: Log,
  report: Report,
  rule: string,
  { member, status, causes }: MemberStatus,
): string {
  const key = `${rule}\0${member}`;
  const before = known.get(key);
  if (before?.status !== status) {
    known.set(key, { status, since: report.assessedAt });
    const reasons = [...new Set(causes.map(({ reason }) => reason))].join(',');
    const write = status === 'pass' || status === 'not_applicable' ? log.info : log.warn;
    write('verdict changed', {
      node: report.node,
      member,
      rule,
      from: before?.status ?? 'none',
      to: status,
      reasons,
    });
  }
  return key;
}

function forget(known: Map<string, Known>, log: Log, report: Report, key: string): void {
  const [rule, member] = key.split('\0');
  log.info('verdict changed', {
    node: report.node,
    member,
    rule,
    from: known.get(key)?.status,
    to: 'gone',
    reasons: '',
  });
  known.delete(key);
}
