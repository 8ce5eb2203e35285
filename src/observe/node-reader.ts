// The node as the agent may look at it: its files and processes, and whether they have changed since they were read.

import type { Depth } from '../model/observation.ts';
import { createNodeFiles, type NodeFiles, type NodePaths } from './files/node-files.ts';
import { createProcessFollower, type ProcessFollower } from './processes/process-follower.ts';
import type { ProcessFilter } from './processes/processes.ts';

export type NodeReader = {
  readonly files: NodeFiles;
  readonly processes: ProcessFollower;
  /** The kind of evidence that has changed since it was read. */
  readonly changed: (depth: Depth) => 'manifest' | 'process' | undefined;
};

/** `now` is the time of day in milliseconds. */
export function createNodeReader(paths: NodePaths, filter: ProcessFilter, now: () => number): NodeReader {
  const files = createNodeFiles(paths, now);
  const processes = createProcessFollower(paths.procfs, filter, () => performance.now());
  return {
    files,
    processes,
    changed: (depth) => {
      if (files.haveChanged(depth)) return 'manifest';
      return processes.haveChanged(depth) ? 'process' : undefined;
    },
  };
}
