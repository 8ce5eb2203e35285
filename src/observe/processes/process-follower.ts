// The node's processes of interest: read for an assessment, and looked after until the next one.

import type { ProcessTable, WatchMode } from '../../model/observation.ts';
import {
  processFingerprint,
  type ProcessFilter,
  type ProcessScan,
  readProcesses,
  scanProcesses,
} from './processes.ts';
import { type ProcessWatcher, watchProcesses } from './process-watcher.ts';

export type ProcessFollower = {
  readonly read: (at: number) => ProcessTable;
  /** Since the last read. */
  readonly haveChanged: (at: number, thorough: boolean) => boolean;
  readonly pace: () => 'cheap' | 'expecting' | 'scanning';
  /** How new processes are found. */
  readonly mode: () => WatchMode;
  readonly close: () => void;
};

/** Without `ownPid`, or in a saved tree, each look is a scan of everything. */
export function createProcessFollower(
  procfs: string,
  filter: ProcessFilter,
  ownPid: number | undefined,
): ProcessFollower {
  const watcher = ownPid === undefined ? undefined : watchProcesses(procfs, filter, ownPid);
  return watcher === undefined ? followByScans(procfs, filter) : followWatcher(procfs, watcher);
}

function followWatcher(procfs: string, watcher: ProcessWatcher): ProcessFollower {
  let dirty = false;
  /** Something could not be read that may be there all the same. */
  let incomplete = false;
  const look = (at: number, thorough: boolean): boolean => {
    // A change stays one until it is read.
    dirty = watcher.look(at, thorough) || dirty || (thorough && incomplete);
    return dirty;
  };
  return {
    read: (at) => {
      look(at, true);
      dirty = false;
      const table = readProcesses(procfs, watcher.processes());
      incomplete = table.vanished > 0;
      return table;
    },
    haveChanged: look,
    pace: () => (watcher.isExpecting() ? 'expecting' : 'cheap'),
    mode: watcher.mode,
    close: watcher.close,
  };
}

function followByScans(procfs: string, filter: ProcessFilter): ProcessFollower {
  let seen = '';
  const scan = (): { readonly found: ProcessScan; readonly fingerprint: string } => {
    const found = scanProcesses(procfs, filter);
    return { found, fingerprint: processFingerprint(procfs, found) };
  };
  return {
    read: () => {
      const { found, fingerprint } = scan();
      seen = fingerprint;
      return readProcesses(procfs, found);
    },
    haveChanged: (_at, thorough) => thorough && scan().fingerprint !== seen,
    pace: () => 'scanning',
    mode: () => 'scan',
    close: () => undefined,
  };
}
