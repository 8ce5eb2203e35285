// A rule: its texts, and how it checks one configuration of one member.

import type { Member, Resolution, Resolved } from '../model/member.ts';
import { type Cause, distinctCauses } from '../model/reason.ts';
import type { RuleText } from '../model/report.ts';
import type { Verdict } from '../model/verdict.ts';
import type { ListenerCheck } from './wire-finding.ts';

/** Without any cause the rule holds. */
export type CheckResult = {
  /** Definite failures. */
  readonly failures: readonly Cause[];
  /** Causes for which the rule may fail. */
  readonly unknowns: readonly Cause[];
};

export type Rule = {
  readonly text: RuleText;
  /** The recommendation is about the members of one cluster: to a single member a failure is not applicable. */
  readonly isForClusters: boolean;
  /** The authority files have to be read: the rule compares who vouches for clients. */
  readonly readsCaFiles?: true;
  readonly check: (resolved: Resolved) => CheckResult;
  /** Only peer listeners are probed: a rule about clients has none. */
  readonly checkListener?: ListenerCheck;
  /** Causes that deserve attention without changing the verdict. */
  readonly notes?: (member: Member, at: Date) => readonly Cause[];
};

/** A definite failure outweighs an open question; a pass needs every answer. */
export function configurationVerdict(rule: Rule, resolution: Resolution): Verdict {
  if (!resolution.resolved) return { status: 'unknown', causes: [resolution.cause] };
  const { failures, unknowns } = rule.check(resolution);
  if (failures.length > 0) return { status: 'fail', causes: failures };
  const open = resolution.override === undefined ? unknowns : [...unknowns, resolution.override];
  return open.length > 0
    ? { status: 'unknown', causes: distinctCauses(open) }
    : { status: 'pass', causes: [] };
}
