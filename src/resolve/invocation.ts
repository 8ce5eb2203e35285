// How one etcd is started, from either source, before any of etcd's own rules apply.

import type { Cause } from '../model/reason.ts';
import type { Result } from '../model/result.ts';
import type { ConfigurationFacts } from '../model/explanation.ts';
import type { Resolution, Source } from '../model/member.ts';

export type Environment = {
  readonly variables: ReadonlyMap<string, string>;
  /** Variables that are there, but whose value only the kubelet knows. */
  readonly unresolved: ReadonlySet<string>;
  /** Why there may be variables beyond these. */
  readonly gap: Cause | undefined;
};

/** A mount of a container; `hostPath` is the host's directory behind it, `undefined` where there is none (an emptyDir, say). */
export type HostMount = { readonly mountPath: string; readonly hostPath: string | undefined };

export type EtcdInvocation = {
  readonly source: Source;
  /** Where it was seen, for people. */
  readonly location: string;
  /** What to call the member while its --name is not known. */
  readonly fallbackName: string;
  /** The file that declares it, as the host names it. */
  readonly file: string | undefined;
  /** Where it begins in that file, from 1; only what is handed over to be judged has it. */
  readonly line?: number;
  readonly pid: number | undefined;
  readonly startTime: number | undefined;
  /** argv with argv[0], or why there is none. */
  readonly argv: Result<readonly string[]>;
  readonly environment: Environment;
  /** Names of `$(NAME)` left in argv and environment because only the kubelet can resolve them. */
  readonly placeholders: ReadonlySet<string>;
  /** Host directories of the pod; only a manifest knows them. */
  readonly mounts: readonly HostMount[];
  readonly containerised: boolean;
  /** What a script that starts etcd says, to tell which process is its own. */
  readonly script: string | undefined;
};

export type ResolvedEtcd = {
  readonly invocation: EtcdInvocation;
  readonly resolution: Resolution;
  /** Only where an explanation is asked for. */
  readonly facts?: ConfigurationFacts;
};

export const emptyEnvironment: Environment = { variables: new Map(), unresolved: new Set(), gap: undefined };

/** A process does not know its pod's volumes; a manifest that names the same file does. */
export function mountsFor<T extends { readonly invocation: EtcdInvocation }>(
  invocation: EtcdInvocation,
  all: readonly T[],
  namesFile: (one: T) => boolean,
): EtcdInvocation['mounts'] {
  if (invocation.source === 'manifest') return invocation.mounts;
  return all.find((one) => one.invocation.source === 'manifest' && namesFile(one))?.invocation.mounts ?? [];
}
