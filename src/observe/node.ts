// The node as the agent may look at it: one reader that knows where things are and remembers what it has read.

import type { ManifestDirectory, ProcessTable, WatchMode } from '../model/observation.ts';
import { type Read, unreadable } from '../model/reason.ts';
import { type ConfigFileRequest, createConfigFileReader } from './config-file.ts';
import { createPathFingerprints, type PathFingerprints } from './fingerprint.ts';
import { existingDirectories, readManifestDirectory } from './manifests.ts';
import { createMountWatch } from './mount-root.ts';
import { createBurstBudget } from './changes/burst-budget.ts';
import { createProcessFollower } from './changes/process-follower.ts';
import type { ProcessFilter } from './processes.ts';

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
  /**
   * What has changed since it was read: a file, or a process of interest that came, went or became another. `thorough` leaves
   * nothing for later; without it what costs more than microseconds has its turn once a second.
   */
  readonly changed: (thorough: boolean) => 'manifest' | 'process' | undefined;
  /** How long the next look may wait, in milliseconds. */
  readonly pause: () => number;
  /** How new processes are found: it may change while the agent runs. */
  readonly watchMode: () => WatchMode;
  readonly close: () => void;
  /** The directories that are read, as they are named on the host. */
  readonly manifestDirectories: () => readonly string[];
};

/** How often changes are looked for, in milliseconds: with cheap looks, while something is about to exec, and in a saved tree. */
const pauses = { cheap: 100, expecting: 10, scanning: 1000 };
/** How often the looks that are not cheap have their turn, in milliseconds. */
const thoroughInterval = 1000;

/** `ownPid` is the agent's process id; without it processes are not followed, only read. */
export function createNodeReader(
  paths: NodePaths,
  filter: ProcessFilter,
  now: () => number,
  ownPid: number | undefined,
): NodeReader {
  const { rootfs, procfs } = paths;
  const isRemounted = createMountWatch();
  // A directory that was there once stays wanted: its removal must show, not vanish.
  const discovered = new Set<string>(paths.manifests);
  const processes = createProcessFollower(procfs, filter, ownPid);
  let seen: PathFingerprints = createPathFingerprints(now);
  const newConfigFiles = (): NodeReader['readConfigFile'] =>
    createConfigFileReader(rootfs, procfs, (root, path) => seen.note(root, path));
  let readConfigFile = newConfigFiles();
  const mayBurst = createBurstBudget();
  let nextThorough = 0;
  let nextDiscovery = 0;

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
      readConfigFile = newConfigFiles();
    },
    readManifests: () => Promise.all(manifestDirectories().map(readDirectory)),
    readProcesses: () => processes.read(performance.now()),
    readConfigFile: (request) => readConfigFile(request),
    changed: (wanted) => {
      // Not the time of day, which may jump.
      const at = performance.now();
      const thorough = wanted || at >= nextThorough;
      if (thorough) nextThorough = at + thoroughInterval;
      if (wanted || at >= nextDiscovery) {
        nextDiscovery = at + thoroughInterval;
        const known = discovered.size;
        if (manifestDirectories().length !== known) return 'manifest';
      }
      if (seen.haveChanged(thorough)) return 'manifest';
      return processes.haveChanged(at, thorough) ? 'process' : undefined;
    },
    pause: () => {
      const pace = processes.pace();
      return pace === 'expecting' && !mayBurst(performance.now()) ? pauses.cheap : pauses[pace];
    },
    watchMode: processes.mode,
    close: processes.close,
  };
}
