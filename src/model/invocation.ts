// Invocations: how an etcd or a kube-apiserver is started, and the settings that follow.

import type { Resolution, Source } from './member.ts';
import type { Cause } from './reason.ts';
import type { Result } from './result.ts';

export type Environment = {
  readonly variables: ReadonlyMap<string, string>;
  /** Variables whose value only the kubelet knows. */
  readonly unresolved: ReadonlySet<string>;
  /** Cause for which there may be further variables. */
  readonly gap: Cause | undefined;
};

export const emptyEnvironment: Environment = { variables: new Map(), unresolved: new Set(), gap: undefined };

/** A mount of a container; `hostPath` is the host's directory behind it, `undefined` where there is none (an emptyDir, say). */
export type HostMount = { readonly mountPath: string; readonly hostPath: string | undefined };

export type EtcdInvocation = {
  readonly source: Source;
  /** A file and container, or a pid, for people. */
  readonly location: string;
  /** The name of the member while its --name is not known. */
  readonly fallbackName: string;
  /** The file that declares it, as the host names it. */
  readonly file: string | undefined;
  /** Line of the file at which it begins, from 1; known for inputs of `config` alone. */
  readonly line?: number;
  readonly pid: number | undefined;
  /** Start time of the process in clock ticks since boot. */
  readonly startTime: number | undefined;
  /** argv with argv[0], or why there is none. */
  readonly argv: Result<readonly string[]>;
  readonly environment: Environment;
  /** Names of `$(NAME)` left in argv and environment because only the kubelet can resolve them. */
  readonly placeholders: ReadonlySet<string>;
  /** Host directories of the pod; only a manifest knows them. */
  readonly mounts: readonly HostMount[];
  readonly containerised: boolean;
  /** Text of a script that starts etcd; its data directory identifies the process. */
  readonly script: string | undefined;
};

/** Defaults for the parts of an invocation that most sources do not know. */
export const plainInvocation = {
  file: undefined,
  pid: undefined,
  startTime: undefined,
  environment: emptyEnvironment,
  placeholders: new Set<string>(),
  mounts: [],
  containerised: false,
  script: undefined,
} as const satisfies Partial<EtcdInvocation>;

/** An invocation, the text of the configuration file that it names, and the settings that follow. */
export type ResolvedEtcd = {
  readonly invocation: EtcdInvocation;
  /** `undefined`: it names no file. */
  readonly configFile: Result<string> | undefined;
  readonly resolution: Resolution;
};

/** Invocation of a kube-apiserver: it names the etcd that Kubernetes uses, and the CA files that it trusts. */
export type ApiServerInvocation = Pick<
  EtcdInvocation,
  'source' | 'location' | 'pid' | 'argv' | 'placeholders' | 'mounts' | 'containerised'
>;
