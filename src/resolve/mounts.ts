// The mounts behind a path that an etcd or a kube-apiserver names.

import type { EtcdInvocation } from '../model/invocation.ts';

type Mounted = Pick<EtcdInvocation, 'source' | 'mounts'>;

/** Finds the mounts. A process does not know its pod's volumes; a manifest that names the same file does. */
export function mountsFor<T extends { readonly invocation: Mounted }>(
  { source, mounts }: Mounted,
  all: readonly T[],
  namesFile: (other: T) => boolean,
): EtcdInvocation['mounts'] {
  if (source === 'manifest') return mounts;
  const declaring = all.find((other) => other.invocation.source === 'manifest' && namesFile(other));
  return declaring?.invocation.mounts ?? [];
}
