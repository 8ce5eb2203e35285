// Verdicts on a member and on a node, and the state of the sources behind them.

import type { Source } from './member.ts';
import type { Cause } from './reason.ts';

export const statuses = ['pass', 'fail', 'unknown', 'not_applicable'] as const;
export type Status = (typeof statuses)[number];

/** Order of statuses over the members of a node, and over rules. */
export const worstFirst: readonly Status[] = ['fail', 'unknown', 'pass', 'not_applicable'];

export type Verdict = { readonly status: Status; readonly causes: readonly Cause[] };

/** Verdict of a rule on a member from one source. */
export type Finding = Verdict & {
  readonly member: string;
  readonly source: Source;
  readonly location: string;
};

/** Verdict of a rule on a member over all sources; `sources` holds a status for each source that shows the member. */
export type MemberVerdict = Verdict & {
  readonly member: string;
  readonly counts: boolean;
  readonly sources: readonly { readonly source: Source; readonly status: Status }[];
};

/** State of a source: whether it could be read, and every error on the way. */
export type SourceState = {
  readonly source: Source;
  readonly up: boolean;
  readonly causes: readonly Cause[];
};
