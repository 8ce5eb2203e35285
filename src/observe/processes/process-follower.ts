// The node's processes of interest: read for an assessment, and followed until the next one.

import { closeSync, openSync } from 'node:fs';
import type { Depth, Pace, ProcessTable, WatchMode } from '../../model/observation.ts';
import type { Cause } from '../../model/reason.ts';
import { callSystem } from '../errno.ts';
import { type ProcessWatcher, watchByScans, watchProcesses } from './process-watcher.ts';
import { type ProcessFilter, procfsUnreadable, readProcesses } from './processes.ts';

export type ProcessFollower = {
  readonly read: () => ProcessTable;
  /** Reports whether a process of interest came, went or became another since the last read. */
  readonly haveChanged: (depth: Depth) => boolean;
  readonly pace: () => Pace;
  /** The way in which new processes are found; it may change. */
  readonly mode: () => WatchMode;
  readonly close: () => void;
};

/** Scans every process at each full look in a saved tree, and without `ownPid`, the agent's process id. */
export function createProcessFollower(
  procfs: string,
  filter: ProcessFilter,
  ownPid: number | undefined,
): ProcessFollower {
  const open = (): ProcessWatcher =>
    (ownPid === undefined ? undefined : watchProcesses(procfs, filter, ownPid)) ??
    watchByScans(procfs, filter);
  let shortage = descriptorShortage(procfs);
  let watcher = open();
  let isChangeUnread = false;
  /** A process that vanished while it was read may live on. */
  let isIncomplete = false;

  /** A watcher misses what happens while it can open no file, so that a new one takes its place afterwards. */
  const shortageChanged = (): boolean => {
    const before = shortage;
    shortage = descriptorShortage(procfs);
    if (before !== undefined && shortage === undefined) {
      watcher.close();
      watcher = open();
    }
    return (before === undefined) !== (shortage === undefined);
  };
  const look = (depth: Depth): boolean => {
    const isChanged = watcher.look(performance.now(), depth);
    isChangeUnread ||= isChanged || (depth === 'full' && isIncomplete);
    return isChangeUnread;
  };

  return {
    read: () => {
      shortageChanged();
      if (shortage !== undefined) return { processes: [], problem: shortage, vanished: 0, unread: 0 };
      look('full');
      const table = readProcesses(procfs, watcher.processes());
      isChangeUnread = false;
      isIncomplete = table.vanished > 0;
      return table;
    },
    haveChanged: (depth) =>
      (depth === 'full' && shortageChanged()) || (shortage === undefined && look(depth)),
    pace: () => watcher.pace(),
    mode: () => watcher.mode(),
    close: () => watcher.close(),
  };
}

/** Any other error of the directory is reported by its readers. */
function descriptorShortage(procfs: string): Cause | undefined {
  const opened = callSystem(() => closeSync(openSync(procfs, 'r')));
  const isShortage = !opened.ok && (opened.error === 'EMFILE' || opened.error === 'ENFILE');
  return isShortage ? procfsUnreadable(procfs, opened.error) : undefined;
}
