// An etcd member: what a manifest declares, what runs, and its settings after etcd's precedence.

import type { Cause } from './reason.ts';
import type { Result } from './result.ts';
import type { Listener } from './listener.ts';
import type { EtcdSettings, SettingName } from './settings.ts';

/** Source of evidence; `configuration` is a command line or etcd's own file that `config` judges. */
export type Source = 'manifest' | 'process' | 'wire' | 'configuration';

export type Transport = 'tls' | 'plaintext' | 'mixed';

/** What etcd does on its peer or client listeners; `undefined`: not known. */
export type ListenerSecurity = {
  readonly transport: Transport | undefined;
  readonly clientCertificateRequired: boolean | undefined;
  /** It signs its own certificate (peer-auto-tls, auto-tls): neither certificate nor key is given. */
  readonly autoTls: boolean | undefined;
};

/** A CA file (a bundle of certificates) and the digests of the public keys in it. */
export type CaFile = { readonly path: string; readonly keys: Result<ReadonlySet<string>> };

/** CA files that etcd and the node's kube-apiservers trust for clients. Read where a rule compares them. */
export type CaFiles = {
  /** Files of trusted-ca-file and peer-trusted-ca-file. */
  readonly etcd: readonly CaFile[];
  /** Files of each --client-ca-file, or why they are not known. */
  readonly kubernetes: Result<readonly CaFile[]>;
};

/** Settings with what etcd does with them. */
export type Resolved = {
  readonly resolved: true;
  readonly settings: EtcdSettings;
  /** On the peer listeners. */
  readonly security: ListenerSecurity;
  /** On the client listeners. */
  readonly clientSecurity: ListenerSecurity;
  /** Why a configuration file may be in force that overrides all of this; a pass cannot be claimed then. */
  readonly override: Cause | undefined;
  /** `undefined`: no rule asked for them. */
  readonly caFiles?: CaFiles;
};

/** The same, or why the settings could not be resolved. */
export type Resolution = Resolved | { readonly resolved: false; readonly cause: Cause };

/** A member as one source shows it. */
export type MemberSource = {
  readonly source: Source;
  /** A file and container, or a pid, for people. */
  readonly location: string;
  /** The file to edit, where a manifest or configuration file holds the settings. */
  readonly file: string | undefined;
  /** Line of the file at which it begins, from 1. */
  readonly line?: number;
  readonly resolution: Resolution;
  readonly pid: number | undefined;
  /** Start time of the process in clock ticks since boot. */
  readonly startTime: number | undefined;
};

/** A setting that differs; `undefined` stands for a configuration that etcd refuses as a whole. */
export type Difference = {
  readonly setting: SettingName | undefined;
  readonly declared: string;
  readonly running: string;
};

export type Member = {
  /** Unique on the node: etcd's --name, made longer only where two members share it. */
  readonly id: string;
  readonly sources: readonly MemberSource[];
  /** The peer settings in which manifest and running process differ; `undefined` where they cannot be compared. */
  readonly drift: readonly Difference[] | undefined;
  /** The peer listeners of the running process, with what they answered. */
  readonly listeners: readonly Listener[];
  /** False only where the node's kube-apiserver provably uses another etcd. */
  readonly countsForKubernetes: boolean;
};

/** The running process, as a source. */
export function runningSource({ sources }: Member): MemberSource | undefined {
  return sources.find(({ source }) => source === 'process');
}
