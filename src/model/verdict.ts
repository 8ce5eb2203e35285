// What a rule says of a member, and what a source says of itself.

import type { Source } from './member.ts';
import type { Cause } from './reason.ts';

export const statuses = ['pass', 'fail', 'unknown', 'not_applicable'] as const;
export type Status = (typeof statuses)[number];

/** Over the members of a node, and over rules. */
export const worstFirst: readonly Status[] = ['fail', 'unknown', 'pass', 'not_applicable'];

export type Verdict = { readonly status: Status; readonly causes: readonly Cause[] };

/** One rule's verdict on one member from one source. */
export type Finding = Verdict & {
  readonly member: string;
  readonly source: Source;
  readonly location: string;
};

/** One rule's verdict on one member, over all sources; `sources` holds one status for each source that shows it. */
export type MemberVerdict = Verdict & {
  readonly member: string;
  readonly counts: boolean;
  readonly sources: readonly { readonly source: Source; readonly status: Status }[];
};

/** A kind of evidence: whether it could be read, and everything that was wrong with it. */
export type SourceState = {
  readonly source: Source;
  readonly up: boolean;
  readonly causes: readonly Cause[];
};
