// Explanation of a verdict: what each configuration says, what the listeners answered, and which finding decides.

import type { Source } from './member.ts';
import type { ListenUrl, Side } from './settings.ts';
import type { Cause } from './reason.ts';
import type { Finding, MemberVerdict, SourceState, Status } from './verdict.ts';

/** Effect of a flag or variable on etcd. */
export type SettingEffect =
  | 'in_force'
  /** The kubelet alone knows its value, or whether it counts. */
  | 'undecided'
  /** A later occurrence of the flag counts. */
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
  /** No rule reads it. */
  | 'not_looked_at'
  /** A variable that begins with ETCD_ and belongs to no flag. */
  | 'no_setting';

/** Spelling of a flag; `plain` is `--flag=value`. */
export type Spelling = 'plain' | 'one_dash' | 'bare' | 'next_word';

/** A flag on the command line, or a variable of the environment. */
export type GivenSetting = {
  readonly by: 'flag' | 'environment';
  /** The flag without its dashes, or the variable. */
  readonly name: string;
  /** The flag whose setting it is. */
  readonly flag: string;
  readonly effect: SettingEffect;
  readonly spelling: Spelling;
  /** Value of a setting that the rules read; other values may be secrets. */
  readonly value: string | undefined;
};

/** A key of etcd's configuration file that has no effect. */
export type IgnoredKey = {
  /** The key with its section, as `section.key`. */
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
  /** A file may be in force that overrides every flag and variable. */
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

/** Effect of the settings on the listeners of one side. */
export type ListenerFacts = {
  /** `undefined`: not known. */
  readonly listeners: readonly { readonly url: ListenUrl; readonly isTls: boolean }[] | undefined;
  /** Demand of the TLS listeners. */
  readonly demand: ClientCertificateDemand;
  readonly autoTls: 'off' | 'in_effect' | 'switched_off_by_certificate' | 'unknown';
  readonly hasCertificate: boolean;
};

/** Origin and effect of each part of the configuration that one source shows. */
export type ConfigurationFacts = {
  readonly executable: string | undefined;
  readonly inForce: ConfigurationInForce;
  /** Every flag, then every variable that begins with ETCD_. */
  readonly given: readonly GivenSetting[];
  readonly ignoredKeys: readonly IgnoredKey[];
  /** Cause for which there may be further variables. */
  readonly gap: Cause | undefined;
  /** `undefined`: the settings could not be resolved. */
  readonly listeners: Readonly<Record<Side, ListenerFacts>> | undefined;
  /** Text that a text search reads: the manifest, or the command line as `ps` shows it. */
  readonly text: string | undefined;
};

/** Rule by which a manifest belongs to the process, or to the other manifests, of its member. */
export type Pairing = 'name_and_directory' | 'directory' | 'script' | 'nothing_else_left';

/** Evidence by which a member counts for Kubernetes or does not. Servers are host:port. */
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
  /** In the order of the manifests; `undefined` for a manifest that stands alone. */
  readonly pairings: readonly (Pairing | undefined)[];
};

/** A word that a text search wants to find, or wants not to find. */
export type SearchedWord = {
  readonly word: string;
  readonly isWanted: boolean;
  readonly isFound: boolean;
};

/** Result of a text search on one source. */
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
  /** A later occurrence of the flag counts. */
  | { readonly kind: 'overridden'; readonly word: string }
  /** Another source of the member decides. */
  | { readonly kind: 'decided_elsewhere'; readonly location: string; readonly status: Status };

/** Comparison of a listener's answer with its configuration. */
export type WireComparison = {
  readonly url: string;
  readonly agreement: 'agrees' | 'contradicts' | 'no_evidence' | 'not_known';
};

/** Role of a finding in the verdict on its member. */
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
