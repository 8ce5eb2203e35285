// A rule: its texts, and how it checks one configuration of one member.

import type { Member, Resolution, Resolved } from '../model/member.ts';
import { type Cause, distinctCauses } from '../model/reason.ts';
import type { RuleText } from '../model/report.ts';
import type { Verdict } from '../model/verdict.ts';
import type { ListenerCheck } from './wire-finding.ts';

/** Result of a check; the rule holds where no cause is left. */
export type CheckResult = {
  /** Definite failures. */
  readonly failures: readonly Cause[];
  /** Causes for which the rule may fail. */
  readonly unknowns: readonly Cause[];
};

export type Rule = {
  readonly text: RuleText;
  /** Whether the recommendation is about members of a cluster, so that a failure of a single member is not applicable. */
  readonly isForClusters: boolean;
  /** Whether the rule compares CA files, which have to be read for it. */
  readonly readsCaFiles?: true;
  readonly check: (resolved: Resolved) => CheckResult;
  /** Check of a probed listener; absent in rules about clients, since only peer listeners are probed. */
  readonly checkListener?: ListenerCheck;
  /** Causes that deserve attention without changing the verdict. */
  readonly notes?: (member: Member, at: Date) => readonly Cause[];
};

/** Verdict on a configuration: a definite failure outweighs an open question, and a pass needs every answer. */
export function configurationVerdict(rule: Rule, resolution: Resolution): Verdict {
  if (!resolution.resolved) return { status: 'unknown', causes: [resolution.cause] };
  const { failures, unknowns } = rule.check(resolution);
  if (failures.length > 0) return { status: 'fail', causes: failures };
  const open = resolution.override === undefined ? unknowns : [...unknowns, resolution.override];
  return open.length > 0 ? { status: 'unknown', causes: distinctCauses(open) } : { status: 'pass', causes: [] };
}
