// Which static pod directories are wanted: the operator's, or the known ones that are or were there.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDirectory, isDirectoryAsync, knownDirectories } from './manifests.ts';
import type { ReadDeadline } from './read-deadline.ts';

export type ManifestDirectories = {
  /** One that was there once stays wanted: its removal must show, not vanish. */
  readonly all: () => Promise<readonly string[]>;
  /** Whether a known one has appeared since. `thorough`: also one that only a link of another root leads to. */
  readonly haveGrown: (thorough: boolean) => boolean;
};

/** `named` are the operator's; with any of them no other is looked for. */
export function createManifestDirectories(
  rootfs: string,
  named: readonly string[],
  patience: ReadDeadline,
): ManifestDirectories {
  const wanted = new Set<string>(named);
  const candidates = named.length === 0 ? knownDirectories : [];
  const discover = async (path: string): Promise<void> => {
    const isThere = await patience.wait(`discovery of ${path}`, () => isDirectoryAsync(rootfs, path));
    // One that hangs is there: reading it says so.
    if (isThere !== false) wanted.add(path);
  };
  const haveGrown = (thorough: boolean): boolean => {
    const known = wanted.size;
    for (const path of candidates)
      if (!wanted.has(path) && (thorough || existsSync(join(rootfs, path))) && isDirectory(rootfs, path))
        wanted.add(path);
    return wanted.size !== known;
  };
  let isDiscovered = false;
  return {
    all: async () => {
      if (isDiscovered) haveGrown(true);
      else await Promise.all(candidates.map(discover));
      isDiscovered = true;
      return [...wanted];
    },
    haveGrown,
  };
}
