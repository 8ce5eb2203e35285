import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryDirectory } from './temporary-directory.ts';

export const manifestPath = '/etc/kubernetes/manifests';

export type HostTree = {
  readonly rootfs: string;
  /** The static pod directory, as this process names it. */
  readonly manifests: string;
  /** Writes a file of the host, given as the host names it. */
  readonly write: (path: string, content: string | Uint8Array) => void;
};

/** A host with an empty static pod directory and an empty procfs. */
export function hostTree(): HostTree {
  const rootfs = temporaryDirectory();
  const manifests = join(rootfs, manifestPath);
  mkdirSync(manifests, { recursive: true });
  mkdirSync(join(rootfs, 'proc'));
  return {
    rootfs,
    manifests,
    write: (path, content) => {
      const file = join(rootfs, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    },
  };
}
