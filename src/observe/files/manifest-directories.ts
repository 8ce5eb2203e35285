// The static pod directories to read: those that the operator names, or the known ones that exist or once did.

import { type Stats, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Depth } from '../../model/observation.ts';
import type { Result } from '../../model/result.ts';
import { callSystem, callSystemAsync } from '../errno.ts';
import { onceEvery } from '../once-every.ts';
import type { ReadDeadline } from './read-deadline.ts';
import { resolveInRoot, resolveInRootAsync } from './rooted/rooted-path.ts';

/** Directories where distributions keep static pods. The existing ones are read when the operator names none. */
export const knownDirectories: readonly string[] = [
  '/etc/kubernetes/manifests',
  '/var/lib/rancher/rke2/agent/pod-manifests',
  '/var/lib/rancher/k3s/agent/pod-manifests',
  '/etc/origin/node/pods',
];

/** Interval at which quick looks check for a new directory, in milliseconds. */
const checkInterval = 1000;

export type ManifestDirectories = {
  /** Lists the directories. A directory that was seen stays in the list, so that its removal shows. */
  readonly all: () => Promise<readonly string[]>;
  /** Reports whether a known directory has appeared since. A quick look checks once a second. */
  readonly hasNewDirectory: (depth: Depth) => boolean;
};

/** Looks for known directories only where the operator names none. */
export function createManifestDirectories(
  rootfs: string,
  named: readonly string[],
  deadline: ReadDeadline,
): ManifestDirectories {
  const found = new Set<string>(named);
  const candidates = named.length === 0 ? knownDirectories : [];
  const isCheckDue = onceEvery(checkInterval);
  const discover = async (path: string): Promise<void> => {
    const isThere = await deadline.inTime(`discovery of ${path}`, () => isDirectoryAsync(rootfs, path));
    // A directory that hangs is there, and reading it reports that.
    if (isThere !== false) found.add(path);
  };
  const findNew = (): boolean => {
    const added = candidates.filter((path) => !found.has(path) && isDirectory(rootfs, path));
    for (const path of added) found.add(path);
    return added.length > 0;
  };
  return {
    all: async () => {
      await Promise.all(candidates.filter((path) => !found.has(path)).map(discover));
      return [...found];
    },
    hasNewDirectory: (depth) => (isCheckDue() || depth === 'full') && findNew(),
  };
}

/** Reports whether the path is a directory of the host, or one that may not be examined. Never throws a system error. */
export function isDirectory(rootfs: string, path: string): boolean {
  return isPresent(callSystem(() => statSync(resolveInRoot(rootfs, path), { throwIfNoEntry: false })));
}

/** `isDirectory` for a file system that may hang. */
export async function isDirectoryAsync(rootfs: string, path: string): Promise<boolean> {
  return isPresent(await callSystemAsync(async () => stat(await resolveInRootAsync(rootfs, path))));
}

/** A directory that may not be examined is there, and reading it reports why not. */
function isPresent(status: Result<Stats | undefined, string>): boolean {
  return status.ok ? status.value?.isDirectory() === true : status.error === 'EACCES';
}
