// Explanation of a verdict: what each configuration says, what the listeners answered, and which finding decides.

import type { Source } from './member.ts';
import type { ListenUrl } from './settings.ts';
import type { Cause } from './reason.ts';
import type { Finding, MemberVerdict, SourceState, Status } from './verdict.ts';

/** Effect of a flag or variable on etcd. */
export type SettingEffect =
  | 'in_force'
  /** Only the kubelet knows its value, or whether it counts. */
  | 'undecided'
  /** The same flag is given again, and the later one counts. */
  | 'overridden'
  /** An empty list of URLs, or a URL that the list has already. */
  | 'changes_nothing'
  /** A variable without a value counts as not set. */
  | 'empty'
  /** A flag that etcd accepts and ignores. */
  | 'no_op'
  /** A configuration file is in force. */
  | 'ignored_for_config_file'
  /** etcd refuses to start with it. */
  | 'refused'
  /** No rule looks at it. */
  | 'not_looked_at'
  /** A variable that begins with ETCD_ and belongs to no flag. */
  | 'no_setting';

/** Spelling of a flag; `plain` is `--flag=value`. */
export type Spelling = 'plain' | 'one_dash' | 'bare' | 'next_word';

/** A flag or variable that is given. */
export type GivenSetting = {
  readonly by: 'flag' | 'environment';
  /** The flag without its dashes, or the variable. */
  readonly name: string;
  /** The flag whose setting it is. */
  readonly flag: string;
  readonly effect: SettingEffect;
  readonly spelling: Spelling;
  /** Value of a setting that the rules look at; other values may be secrets. */
  readonly value: string | undefined;
};

/** A key of etcd's configuration file that has no effect. */
export type IgnoredKey = {
  /** With its section, as `section.key`. */
  readonly key: string;
  readonly why: 'misplaced' | 'unknown' | 'null' | 'other_spelling';
  /** The section and key at which etcd reads a misplaced setting. */
  readonly belongs: string | undefined;
};

export type ConfigurationInForce =
  | { readonly kind: 'flags_and_environment' }
  | {
      readonly kind: 'config_file';
      readonly path: string;
      /** `input`: the file is the input of `config`. */
      readonly named: 'flag' | 'environment' | 'k3s' | 'input';
    }
  /** A file may be in force that overrides all that is given. */
  | { readonly kind: 'maybe_config_file'; readonly cause: Cause }
  /** The command line cannot be read. */
  | { readonly kind: 'unread'; readonly cause: Cause };

export type ClientCertificateDemand =
  | 'by_client_cert_auth'
  | 'by_trusted_ca'
  | 'by_both'
  | 'not_asked'
  | 'dropped_by_auto_tls'
  | 'unknown';

/** Whose listeners they are. */
export type Side = 'peer' | 'client';

/** What etcd does with the settings of one kind of listener. */
export type ListenerFacts = {
  /** `undefined`: not known. */
  readonly listeners: readonly { readonly url: ListenUrl; readonly isTls: boolean }[] | undefined;
  /** On those listeners that are TLS. */
  readonly demand: ClientCertificateDemand;
  readonly autoTls: 'off' | 'in_effect' | 'switched_off_by_certificate' | 'unknown';
  readonly hasCertificate: boolean;
};

/** How the configuration of one source came to be. */
export type ConfigurationFacts = {
  readonly executable: string | undefined;
  readonly inForce: ConfigurationInForce;
  /** Each flag and each variable that is named like etcd's own, once. */
  readonly given: readonly GivenSetting[];
  readonly ignoredKeys: readonly IgnoredKey[];
  /** Why there may be variables beyond those. */
  readonly gap: Cause | undefined;
  /** `undefined`: the settings could not be resolved. */
  readonly listeners: Readonly<Record<Side, ListenerFacts>> | undefined;
  /** What a search for texts would read: the manifest, or the command line as `ps` shows it. */
  readonly text: string | undefined;
};

/** Why a manifest belongs to the process, or to the other manifests, of its member. */
export type Pairing = 'name_and_directory' | 'directory' | 'script' | 'nothing_else_left';

/** Why a member counts for Kubernetes, or why it does not. Servers are host:port. */
export type KubernetesUse =
  | {
      readonly counts: true;
      readonly because: 'no_api_server' | 'only_in_container' | 'servers_unread' | 'client_urls_unknown';
    }
  | { readonly counts: true; readonly because: 'same_address' | 'same_port'; readonly server: string }
  | { readonly counts: false; readonly because: 'others'; readonly servers: readonly string[] };

export type MemberFacts = {
  readonly kubernetes: KubernetesUse;
  /** In the order of the member's sources; `undefined` where the agent failed on it. */
  readonly configurations: readonly (ConfigurationFacts | undefined)[];
  /** One for each manifest, in order; `undefined` for one that stands alone. */
  readonly pairings: readonly (Pairing | undefined)[];
};

/** A word that is to be there, or that is not to be there. */
export type SearchedWord = {
  readonly word: string;
  readonly isWanted: boolean;
  readonly isFound: boolean;
};

/** What a search for texts says about one source. */
export type TextCheck = {
  readonly location: string;
  readonly source: Source;
  readonly words: readonly SearchedWord[];
  readonly says: 'pass' | 'fail';
  readonly isRight: boolean | undefined;
  readonly because: readonly TextCheckReason[];
};

export type TextCheckReason =
  | { readonly kind: 'cause'; readonly cause: Cause }
  | { readonly kind: 'ignored_for_config_file'; readonly words: readonly string[]; readonly path: string }
  /** `by` is a variable, or a configuration file. */
  | {
      readonly kind: 'set_elsewhere';
      readonly word: string;
      readonly origin: 'environment' | 'config_file';
      readonly by: string;
    }
  | {
      readonly kind: 'spelled_otherwise';
      readonly word: string;
      readonly spelling: Spelling;
      readonly value: string;
    }
  /** It is given, and something that is given later counts. */
  | { readonly kind: 'overridden'; readonly word: string }
  /** Another source of the member decides. */
  | { readonly kind: 'decided_elsewhere'; readonly location: string; readonly status: Status };

/** A listener's answer beside what the configuration makes of it. */
export type WireComparison = {
  readonly url: string;
  readonly agreement: 'agrees' | 'contradicts' | 'no_evidence' | 'not_known';
};

/** What a finding does for the verdict on its member. */
export type FindingRole = 'decides' | 'outweighed' | 'cannot_carry';

export type MemberExplanation = {
  readonly member: string;
  readonly facts: MemberFacts;
  readonly wire: readonly WireComparison[];
  readonly textChecks: readonly TextCheck[];
  readonly findings: readonly { readonly finding: Finding; readonly role: FindingRole }[];
  readonly verdict: MemberVerdict;
};

export type RuleExplanation = {
  /** The listeners that the rule is about; none where it is about neither kind. */
  readonly sides: readonly Side[];
  readonly members: readonly MemberExplanation[];
  /** Sources that were not read. */
  readonly unreadSources: readonly SourceState[];
};

/** Explanations by the id of their rule; a rule on which the agent failed has none. */
export type Explanations = ReadonlyMap<string, RuleExplanation>;
