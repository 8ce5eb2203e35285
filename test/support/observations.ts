// Observations that hold these etcds and kube-apiservers, and nothing else.

import type { ApiServerInvocation, EtcdInvocation, ResolvedEtcd } from '../../src/model/invocation.ts';
import type { Observations } from '../../src/model/observation.ts';
import { ok, type Result } from '../../src/model/result.ts';

export function observationsOf(
  etcds: readonly ResolvedEtcd[],
  more: Partial<Observations> & { readonly apiServers?: readonly ApiServerInvocation[] } = {},
): Observations {
  const { apiServers = [], ...rest } = more;
  return {
    node: 'cp-1',
    at: new Date(0),
    grouping: 'node',
    scopes: [{ etcds, apiServers }],
    listeners: new Map(),
    files: [],
    processes: [],
    sources: [],
    notObserved: [],
    ...rest,
  };
}

/** A kube-apiserver that a manifest declares with these flags. */
export function apiServerOf(...flags: readonly string[]): ApiServerInvocation {
  return apiServer(ok(['kube-apiserver', ...flags]));
}

export function apiServer(argv: Result<readonly string[]>): ApiServerInvocation {
  return {
    source: 'manifest',
    location: 'kube-apiserver.yaml',
    pid: undefined,
    argv,
    placeholders: new Set(),
    mounts: [],
    containerised: true,
  };
}

export function resolvedEtcd(
  invocation: EtcdInvocation,
  resolution: ResolvedEtcd['resolution'] | undefined,
): ResolvedEtcd {
  if (resolution === undefined) throw new Error('The invocation starts no etcd member');
  return { invocation, configFile: undefined, resolution };
}
