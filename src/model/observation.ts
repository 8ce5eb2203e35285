// Observations of a node or of the inputs of `config`: read, resolved and not yet judged.

import type { ApiServerInvocation, EtcdInvocation, ResolvedEtcd } from './invocation.ts';
import type { Listener } from './listener.ts';
import type { Cause } from './reason.ts';
import type { Result } from './result.ts';
import type { SourceState } from './verdict.ts';

export type ManifestFile = { readonly path: string; readonly text: Result<string> };

export type ManifestDirectory = {
  /** The path as configured or as the distribution has it, without --path.rootfs. */
  readonly path: string;
  readonly files: Result<readonly ManifestFile[]>;
};

/** A process of the node; each part that could not be read carries its cause. */
export type ProcessObservation = {
  readonly pid: number;
  /** Start time in clock ticks since boot (field 22 of /proc/PID/stat). */
  readonly startTime: number;
  readonly argv: Result<readonly string[]>;
  /** The first word of a command line that is too long to be read. */
  readonly firstWord?: string;
  /** `NAME=value` entries in the kernel's order. */
  readonly environ: Result<readonly string[]>;
  /** The executable; `undefined` where it may not be read. */
  readonly exe: string | undefined;
  /** Whether its control group is a container's, so that its paths are not the host's. */
  readonly containerised: boolean;
};

export type ProcessTable = {
  readonly processes: readonly ProcessObservation[];
  /** Cause for which the table may lack the node's etcd; the processes in it still count. */
  readonly problem: Cause | undefined;
  /** Processes that ended while they were being read. */
  readonly vanished: number;
  /** Processes of interest beyond those that are read. */
  readonly unread: number;
};

/** The ways to find new processes: by listing all of them when the kernel's fork counter has moved, or at each look. */
export const watchModes = ['directory', 'scan'] as const;
export type WatchMode = (typeof watchModes)[number];

/** The depth of a look for changes: a quick look leaves what is seldom needed to later looks, a full look leaves nothing. */
export type Depth = 'quick' | 'full';

/** The pace of looks: `expecting` while a process is about to exec, and right after a change. */
export type Pace = 'resting' | 'expecting';

/** The etcds of a node, or of one input of `config`, and the kube-apiservers that name the etcd of Kubernetes. */
export type EtcdScope = {
  readonly etcds: readonly ResolvedEtcd[];
  readonly apiServers: readonly ApiServerInvocation[];
};

/** Everything that one assessment judges. */
export type Observations = {
  readonly node: string;
  readonly at: Date;
  /**
   * `node`: manifests and processes of a scope are paired into members. `each`: every etcd is a member, since nothing runs and
   * two inputs that look alike must not decide for each other.
   */
  readonly grouping: 'node' | 'each';
  readonly scopes: readonly EtcdScope[];
  /** Answers of the peer listeners of each running etcd. */
  readonly listeners: ReadonlyMap<EtcdInvocation, readonly Listener[]>;
  /** Texts of the manifests or inputs. */
  readonly files: readonly ManifestFile[];
  readonly processes: readonly ProcessObservation[];
  readonly sources: readonly SourceState[];
  /** Sources that this command never reads: reported, and of no effect on a verdict. */
  readonly notObserved: readonly SourceState[];
};
