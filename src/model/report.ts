// The outcome of one assessment.

import type { RuleExplanation } from './explanation.ts';
import type { Member, Source } from './member.ts';
import type { Origin, SettingName } from './settings.ts';
import type { Cause } from './reason.ts';
import type { Finding, MemberVerdict, SourceState, Verdict } from './verdict.ts';

/** A recommendation's texts, in our own words. */
export type RuleText = {
  /** The label value, such as `cis-kubernetes-2.4`. */
  readonly id: string;
  readonly framework: string;
  /** It belongs to the default verdict; the others are asked for. */
  readonly isDefault: boolean;
  /** The settings of etcd that it looks at. */
  readonly settings: readonly SettingName[];
  readonly control: string;
  readonly title: string;
  readonly description: string;
  readonly rationale: string;
  readonly audit: string;
  readonly remediation: string;
  readonly impact: string;
  readonly defaultValue: string;
  readonly references: readonly string[];
  readonly cisControls: readonly {
    readonly version: 'v6' | 'v7';
    readonly id: string;
    readonly title: string;
  }[];
};

/** A step of the remediation that sets one setting, as the line to write. */
export type Edit = {
  /** The same in words, as `remediation` has it. */
  readonly step: string;
  readonly source: Source;
  readonly location: string;
  /** Which kind of line it is. */
  readonly origin: Origin;
  /** The line that is there; `undefined`: none is. */
  readonly now: string | undefined;
  readonly line: string;
};

export type RuleResult = Verdict & {
  readonly rule: RuleText;
  readonly findings: readonly Finding[];
  readonly members: readonly MemberVerdict[];
  /** What deserves attention without changing the verdict. */
  readonly notes: readonly Cause[];
  /** What to do on this node, step by step; empty when there is nothing to do. */
  readonly remediation: readonly string[];
  /** Those of its steps that are a line to write. */
  readonly edits: readonly Edit[];
  /** Only where it is asked for. */
  readonly explanation?: RuleExplanation;
};

export type Report = {
  readonly node: string;
  readonly assessedAt: Date;
  readonly rules: readonly RuleResult[];
  readonly members: readonly Member[];
  readonly sources: readonly SourceState[];
};

/** What the operator declared about the node. */
export type Policy = {
  readonly singleMember: 'auto' | 'no' | 'not_applicable';
  readonly noEtcd: 'unknown' | 'not_applicable';
};
