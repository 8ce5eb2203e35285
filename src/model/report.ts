// The outcome of one assessment.

import type { Member, Source } from './member.ts';
import type { Origin, SettingName } from './settings.ts';
import type { Observations, WatchMode } from './observation.ts';
import type { Cause } from './reason.ts';
import type { Finding, MemberVerdict, SourceState, Verdict } from './verdict.ts';

/** Texts of a recommendation. */
export type RuleText = {
  /** The label value, such as `cis-kubernetes-2.4`. */
  readonly id: string;
  readonly framework: string;
  /** Whether it belongs to the default verdict; other rules need --rules or --rule. */
  readonly isDefault: boolean;
  /** The settings of etcd that it reads. */
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

/** A step that sets a setting, as the line to write. */
export type Edit = {
  /** The step in words, as in `remediation`. */
  readonly step: string;
  readonly source: Source;
  readonly location: string;
  /** Kind of the line: a flag, a variable or a key of a file. */
  readonly origin: Origin;
  /** The present line; `undefined`: there is none. */
  readonly now: string | undefined;
  readonly line: string;
};

export type RuleResult = Verdict & {
  readonly rule: RuleText;
  readonly findings: readonly Finding[];
  readonly members: readonly MemberVerdict[];
  /** Causes that deserve attention and do not change the verdict. */
  readonly notes: readonly Cause[];
  /** Steps for this node; empty when there is nothing to do. */
  readonly remediation: readonly string[];
  /** Steps that are a line to write. */
  readonly edits: readonly Edit[];
};

export type Report = {
  readonly node: string;
  readonly assessedAt: Date;
  readonly rules: readonly RuleResult[];
  readonly members: readonly Member[];
  readonly sources: readonly SourceState[];
};

/** A finished assessment: the report, and the evidence that an explanation reads. */
export type Assessment = { readonly report: Report; readonly evidence: Observations };

/** Declarations of the operator about the node. */
export type Declarations = {
  readonly singleMember: 'auto' | 'no' | 'not_applicable';
  readonly noEtcd: 'unknown' | 'not_applicable';
};

/** Rules that the operator selects, and the declarations about the node. */
export type Policy = Declarations & {
  /** The ids of the rules to evaluate. */
  readonly rules: readonly string[];
};

export const triggers = ['start', 'manifest', 'process', 'wire', 'resync', 'scrape'] as const;
export type Trigger = (typeof triggers)[number];

/** A report with the facts that only its history holds. */
export type Publication = {
  readonly report: Report;
  readonly statusSince: (rule: string) => Date;
  readonly watchMode: WatchMode;
};
