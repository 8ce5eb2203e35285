// The node as the agent may look at it: one reader that knows where things are and remembers what it has read.

import type { ManifestDirectory, ProcessTable, WatchMode } from '../model/observation.ts';
import type { Result } from '../model/result.ts';
import type { FileRequest } from './files/container-file.ts';
import { createBurstBudget } from '../agent/burst-budget.ts';
import { createNodeFiles, type NodePaths } from './files/node-files.ts';
import type { ProcessFilter } from './processes/processes.ts';
import { followSteadily } from './processes/descriptor-shortage.ts';

export type NodeReader = {
  /** Begins an assessment: what is read from now on is what `changed` compares with. */
  readonly begin: () => void;
  readonly readManifests: () => Promise<readonly ManifestDirectory[]>;
  readonly readProcesses: () => ProcessTable;
  readonly readConfigFile: (request: FileRequest) => Promise<Result<string>>;
  /** The keys of who is in an authority file. */
  readonly readCaFile: (request: FileRequest) => Promise<Result<ReadonlySet<string>>>;
  /**
   * What has changed since it was read: a file, or a process of interest that came, went or became another. `thorough` leaves
   * nothing for later; without it what costs more than microseconds has its turn once a second.
   */
  readonly changed: (thorough: boolean) => 'manifest' | 'process' | undefined;
  /** How long the next look may wait, in milliseconds. */
  readonly pause: () => number;
  /** How new processes are found: it may change while the agent runs. */
  readonly watchMode: () => WatchMode;
  /** A read that was given up on still holds a thread, and would hold up the end of the program. */
  readonly isHanging: () => boolean;
  readonly close: () => void;
  /** The directories that could be read last, as they are named on the host. */
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
  const files = createNodeFiles(paths, now);
  const processes = followSteadily(paths.procfs, filter, ownPid);
  const mayBurst = createBurstBudget();
  let nextThorough = 0;
  let nextDiscovery = 0;
  let closeUntil = 0;

  return {
    manifestDirectories: files.readableDirectories,
    begin: () => {
      closeUntil = performance.now() + thoroughInterval;
      files.begin();
    },
    readManifests: files.readManifests,
    readProcesses: () => processes.read(performance.now()),
    readConfigFile: files.readConfigFile,
    readCaFile: files.readCaFile,
    changed: (wanted) => {
      // Not the time of day, which may jump.
      const at = performance.now();
      const thorough = wanted || at >= nextThorough;
      if (thorough) nextThorough = at + thoroughInterval;
      const isDiscoveryDue = at >= nextDiscovery;
      if (isDiscoveryDue) nextDiscovery = at + thoroughInterval;
      if ((isDiscoveryDue || wanted) && files.haveGrown(isDiscoveryDue)) return 'manifest';
      // Right after a change the next one is near; at other times the file watcher is quick, and this only makes sure.
      if ((thorough || at < closeUntil) && files.haveChanged(thorough, wanted)) return 'manifest';
      return processes.haveChanged(at, thorough) ? 'process' : undefined;
    },
    pause: () => {
      const pace = processes.pace();
      return pace === 'expecting' && !mayBurst(performance.now()) ? pauses.cheap : pauses[pace];
    },
    watchMode: processes.mode,
    isHanging: files.isHanging,
    close: processes.close,
  };
}
