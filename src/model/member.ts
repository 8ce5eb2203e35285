// An etcd member: its sources (manifest, process), and the settings that each of them shows.

import type { Cause } from './reason.ts';
import type { Result } from './result.ts';
import type { Listener } from './listener.ts';
import type { EtcdSettings, SettingName } from './settings.ts';

/** Source of evidence; `configuration` is a command line or etcd's own file that `config` judges. */
export type Source = 'manifest' | 'process' | 'wire' | 'configuration';

export type Transport = 'tls' | 'plaintext' | 'mixed';

/** Security of the peer or of the client listeners; `undefined`: not known. */
export type ListenerSecurity = {
  readonly transport: Transport | undefined;
  readonly clientCertificateRequired: boolean | undefined;
  /** Whether etcd signs its own certificate (peer-auto-tls, auto-tls), since neither certificate nor key is given. */
  readonly autoTls: boolean | undefined;
};

/** A CA file (a bundle of certificates) and the digests of the public keys in it. */
export type CaFile = { readonly path: string; readonly keys: Result<ReadonlySet<string>> };

/** CA files that etcd and the node's kube-apiservers trust for clients. Read where a rule compares them. */
export type CaFiles = {
  /** Files of trusted-ca-file and peer-trusted-ca-file. */
  readonly etcd: readonly CaFile[];
  /** Files of each --client-ca-file, or the cause for which they are not known. */
  readonly kubernetes: Result<readonly CaFile[]>;
};

/** Settings, and the security of the listeners that follows from them. */
export type Resolved = {
  readonly resolved: true;
  readonly settings: EtcdSettings;
  /** Security of the peer listeners. */
  readonly security: ListenerSecurity;
  /** Security of the client listeners. */
  readonly clientSecurity: ListenerSecurity;
  /** Cause for which a configuration file may override all of this; it rules out a pass. */
  readonly override: Cause | undefined;
  /** `undefined`: no selected rule compares them. */
  readonly caFiles?: CaFiles;
};

/** Settings, or the cause for which they could not be resolved. */
export type Resolution = Resolved | { readonly resolved: false; readonly cause: Cause };

/** A member as a single source shows it. */
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
  /** The peer listeners of the running process, with their answers. */
  readonly listeners: readonly Listener[];
  /** False only where the node's kube-apiserver provably uses another etcd. */
  readonly countsForKubernetes: boolean;
};

/** The running process, as a source. */
export function runningSource({ sources }: Member): MemberSource | undefined {
  return sources.find(({ source }) => source === 'process');
}
