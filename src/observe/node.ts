// The node as the agent may look at it: one reader that knows where things are and remembers what it has read.

import type { ManifestDirectory, ProcessTable } from '../model/observation.ts';
import { type Read, unreadable } from '../model/reason.ts';
import { type ConfigFileRequest, readConfigFile } from './config-file.ts';
import { createPathFingerprints, type PathFingerprints } from './fingerprint.ts';
import { existingDirectories, readManifestDirectory } from './manifests.ts';
import { createMountWatch } from './mount-root.ts';
import { processFingerprint, type ProcessFilter, readProcesses, scanProcesses } from './processes.ts';

export type NodePaths = {
  /** The directory that is the host's `/`. */
  readonly rootfs: string;
  readonly procfs: string;
  /** Static pod directories; none: those of the known distributions that exist. */
  readonly manifests: readonly string[];
};

export type NodeReader = {
  /** Begins an assessment: what is read from now on is what `changed` compares with. */
  readonly begin: () => void;
  readonly readManifests: () => Promise<readonly ManifestDirectory[]>;
  readonly readProcesses: () => ProcessTable;
  readonly readConfigFile: (request: ConfigFileRequest) => Promise<Read<string>>;
  /** What has changed since it was read: a file, or a process of interest that came, went or became another. */
  readonly changed: () => 'manifest' | 'process' | undefined;
  /** The directories that are read, as they are named on the host. */
  readonly manifestDirectories: () => readonly string[];
};

export function createNodeReader(paths: NodePaths, filter: ProcessFilter, now: () => number): NodeReader {
  const { rootfs, procfs } = paths;
  const isRemounted = createMountWatch();
  // A directory that was there once stays wanted: its removal must show, not vanish.
  const discovered = new Set<string>(paths.manifests);
  let seen: PathFingerprints = createPathFingerprints(now);
  let seenProcesses = '';

  const manifestDirectories = (): readonly string[] => {
    if (paths.manifests.length === 0) for (const path of existingDirectories(rootfs)) discovered.add(path);
    return [...discovered];
  };

  const readDirectory = async (path: string): Promise<ManifestDirectory> => {
    seen.note(rootfs, path);
    if (await isRemounted(rootfs, path)) {
      return {
        path,
        files: unreadable('mount_stale', `${path} is mounted from a directory that was replaced on the host`),
      };
    }
    return await readManifestDirectory(rootfs, path, (file) => seen.note(rootfs, file));
  };

  return {
    manifestDirectories,
    begin: () => {
      seen = createPathFingerprints(now);
    },
    readManifests: () => Promise.all(manifestDirectories().map(readDirectory)),
    readProcesses: () => {
      const scan = scanProcesses(procfs, filter);
      seenProcesses = processFingerprint(procfs, scan);
      return readProcesses(procfs, scan);
    },
    readConfigFile: (request) =>
      readConfigFile(rootfs, procfs, request, (root, path) => seen.note(root, path)),
    changed: () => {
      const known = discovered.size;
      if (manifestDirectories().length !== known || seen.haveChanged()) return 'manifest';
      return processFingerprint(procfs, scanProcesses(procfs, filter)) === seenProcesses
        ? undefined
        : 'process';
    },
  };
}
