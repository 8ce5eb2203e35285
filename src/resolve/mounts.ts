// The mounts behind a path that an etcd names.

import type { EtcdInvocation } from '../model/invocation.ts';

/** A process does not know its pod's volumes; a manifest that names the same file does. */
export function mountsFor<T extends { readonly invocation: EtcdInvocation }>(
  invocation: EtcdInvocation,
  all: readonly T[],
  namesFile: (one: T) => boolean,
): EtcdInvocation['mounts'] {
  if (invocation.source === 'manifest') return invocation.mounts;
  return all.find((one) => one.invocation.source === 'manifest' && namesFile(one))?.invocation.mounts ?? [];
}
