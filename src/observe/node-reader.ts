// The node as the agent may look at it: its files and processes, and whether they have changed since they were read.

import type { Depth } from '../model/observation.ts';
import { createNodeFiles, type NodeFiles, type NodePaths } from './files/node-files.ts';
import { onceEvery } from './once-every.ts';
import { createProcessFollower, type ProcessFollower } from './processes/process-follower.ts';
import type { ProcessFilter } from './processes/processes.ts';

export type NodeReader = {
  readonly files: NodeFiles;
  readonly processes: ProcessFollower;
  /** The kind of evidence that has changed since it was read. */
  readonly changed: (depth: Depth) => 'manifest' | 'process' | undefined;
};

/** Interval at which a quick look at the processes is a full one. In milliseconds. */
const fullLookInterval = 1000;

/** `now` is the time of day in milliseconds. Without `ownPid`, the agent's process id, processes are read and not followed. */
export function createNodeReader(
  paths: NodePaths,
  filter: ProcessFilter,
  now: () => number,
  ownPid: number | undefined,
): NodeReader {
  const files = createNodeFiles(paths, now);
  const processes = createProcessFollower(paths.procfs, filter, ownPid);
  const isFullLookDue = onceEvery(fullLookInterval);
  return {
    files,
    processes,
    changed: (depth) => {
      if (files.haveChanged(depth)) return 'manifest';
      return processes.haveChanged(isFullLookDue() ? 'full' : depth) ? 'process' : undefined;
    },
  };
}
