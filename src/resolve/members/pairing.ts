// Pairing of manifests with processes that are the same etcd, and the rule of each pair.

import type { Pairing } from '../../model/explanation.ts';
import type { ResolvedEtcd } from '../../model/invocation.ts';
import { directoryOf, identity, nameOf } from './identity.ts';

/** An etcd: its running process, and the manifests that declare it. */
export type EtcdGroup = {
  readonly process: ResolvedEtcd | undefined;
  readonly manifests: readonly ResolvedEtcd[];
};

const pairingRules = [
  ['name_and_directory', sameNameAndDirectory],
  ['directory', sameDirectory],
  ['script', scriptNamesDirectory],
] as const;

/**
 * Pairs manifests with processes. A manifest and a process are the same etcd when they have the same --name and data directory;
 * else the same data directory, or a script that names the process's data directory; else when one of each is left and the
 * identity of either cannot be read.
 */
export function groupEtcds(etcds: readonly ResolvedEtcd[]): readonly EtcdGroup[] {
  const processes = etcds.filter(({ invocation }) => invocation.source === 'process');
  const left = new Set(etcds.filter(({ invocation }) => invocation.source === 'manifest'));
  const pairs = new Map<ResolvedEtcd, ResolvedEtcd[]>(processes.map((process) => [process, []]));
  for (const [, isSame] of pairingRules) {
    for (const manifest of left) {
      const process = newest(processes.filter((candidate) => isSame(manifest, candidate)));
      if (process === undefined) continue;
      pairs.get(process)?.push(manifest);
      left.delete(manifest);
    }
  }
  const last = lastPair(pairs, left);
  if (last !== undefined) {
    pairs.get(last.process)?.push(last.manifest);
    left.delete(last.manifest);
  }
  return [...[...pairs].map(([process, manifests]) => ({ process, manifests })), ...groupByIdentity(left)];
}

/** Picks the newest process: during a restart two can match, and the manifest belongs to the newer process. */
function newest(processes: readonly ResolvedEtcd[]): ResolvedEtcd | undefined {
  return processes.toSorted((a, b) => startOf(b) - startOf(a))[0];
}

function startOf({ invocation }: ResolvedEtcd): number {
  return invocation.startTime ?? 0;
}

/** Finds the only manifest and the only process that are left, where nothing that is known tells them apart. */
function lastPair(
  pairs: ReadonlyMap<ResolvedEtcd, readonly ResolvedEtcd[]>,
  left: ReadonlySet<ResolvedEtcd>,
): { readonly manifest: ResolvedEtcd; readonly process: ResolvedEtcd } | undefined {
  const [manifest, otherManifest] = left;
  const [process, otherProcess] = [...pairs].flatMap(([key, paired]) => (paired.length === 0 ? [key] : []));
  if (manifest === undefined || process === undefined) return undefined;
  if (otherManifest !== undefined || otherProcess !== undefined) return undefined;
  // Nothing is known of etcds beyond the limit, and nothing else may decide for them.
  if (manifest.invocation.file === undefined || process.invocation.pid === undefined) return undefined;
  if (identity(manifest) !== undefined && identity(process) !== undefined) return undefined;
  return { manifest, process };
}

/** Groups manifests without a process: copies (a backup file, say) are one member. */
function groupByIdentity(manifests: ReadonlySet<ResolvedEtcd>): readonly EtcdGroup[] {
  const byIdentity = Map.groupBy(manifests, (manifest) => identity(manifest) ?? manifest.invocation.location);
  return [...byIdentity.values()].map((same) => ({ process: undefined, manifests: same }));
}

/** Names the rule by which a manifest belongs to its group; `undefined` where it stands alone. */
export function pairingOf(manifest: ResolvedEtcd, { process, manifests }: EtcdGroup): Pairing | undefined {
  if (process === undefined) {
    const isCopy = manifests.length > 1 && identity(manifest) !== undefined;
    return isCopy ? 'name_and_directory' : undefined;
  }
  const rule = pairingRules.find(([, isSame]) => isSame(manifest, process));
  return rule === undefined ? 'nothing_else_left' : rule[0];
}

function sameNameAndDirectory(a: ResolvedEtcd, b: ResolvedEtcd): boolean {
  const shared = identity(a);
  return shared !== undefined && shared === identity(b);
}

function sameDirectory(manifest: ResolvedEtcd, process: ResolvedEtcd): boolean {
  const directory = directoryOf(manifest);
  return directory !== undefined && directory === directoryOf(process) && namesAgree(manifest, process);
}

/** Whether two names may be the same: an unknown name may be any, and a placeholder may stand for any. */
function namesAgree(manifest: ResolvedEtcd, process: ResolvedEtcd): boolean {
  const declared = nameOf(manifest);
  const running = nameOf(process);
  if (declared === undefined || running === undefined || declared === running) return true;
  return [...manifest.invocation.placeholders].some((name) => declared.includes(`$(${name})`));
}

function scriptNamesDirectory({ invocation }: ResolvedEtcd, process: ResolvedEtcd): boolean {
  const directory = directoryOf(process);
  if (invocation.script === undefined || directory === undefined) return false;
  return invocation.script.split(/[\s"'=;]+/).includes(directory);
}
