// An etcd member as the node declares it and as it runs, after etcd's own precedence.

import type { Cause } from './reason.ts';
import type { Result } from './result.ts';
import type { Listener } from './listener.ts';
import type { EtcdSettings, SettingName } from './settings.ts';

/** `configuration`: a command line or etcd's own file that was handed over to be judged. */
export type Source = 'manifest' | 'process' | 'wire' | 'configuration';

export type Transport = 'tls' | 'plaintext' | 'mixed';

/** What etcd really does on its listeners for peers, or for clients; `undefined` is "cannot be said". */
export type ListenerSecurity = {
  readonly transport: Transport | undefined;
  readonly clientCertificateRequired: boolean | undefined;
  /** It signs its own certificate (peer-auto-tls, auto-tls): neither certificate nor key is given. */
  readonly autoTls: boolean | undefined;
};

/** An authority file (a bundle of certificates), and who is in it: the public keys, by their digests. */
export type CaFile = { readonly path: string; readonly keys: Result<ReadonlySet<string>> };

/** Who vouches for clients: of this etcd, and of the node's kube-apiservers. Read only where a rule asks for it. */
export type CaFiles = {
  /** Of each authority file that etcd is given (trusted-ca-file, peer-trusted-ca-file). */
  readonly etcd: readonly CaFile[];
  /** Of each --client-ca-file, or why it is not known which there are. */
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

/** One member as one source shows it. */
export type MemberSource = {
  readonly source: Source;
  /** Where it was seen, for people: a file and container, or a pid. */
  readonly location: string;
  /** The file to edit, where a manifest or configuration file holds the settings. */
  readonly file: string | undefined;
  /** Where it begins in that file, from 1. */
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
