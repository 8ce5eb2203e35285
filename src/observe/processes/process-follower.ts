// The node's processes of interest: read for an assessment, and followed until the next one.

import type { Depth, Pace, ProcessTable, WatchMode } from '../../model/observation.ts';
import { createProcessLooks } from './process-looks.ts';
import { type ProcessFilter, readProcesses } from './processes.ts';

export type ProcessFollower = {
  readonly read: () => ProcessTable;
  /** Whether a process of interest came, went or became another since the last read. */
  readonly haveChanged: (depth: Depth) => boolean;
  readonly pace: () => Pace;
  /** How new processes are found; it may change. */
  readonly mode: () => WatchMode;
};

/** How long a change is expected to be followed by others. In milliseconds. */
const expectation = 1000;

/** `now` is in milliseconds, of a clock that is never set. */
export function createProcessFollower(procfs: string, filter: ProcessFilter, now: () => number): ProcessFollower {
  const looks = createProcessLooks(procfs, filter);
  let isChangeUnread = false;
  let lastChange = -Infinity;
  let textRead = '';
  const table = (): ProcessTable => {
    const problem = looks.problem();
    if (problem !== undefined) return { processes: [], problem, vanished: 0, unread: 0 };
    return readProcesses(procfs, looks.scan());
  };
  return {
    read: () => {
      looks.look(now(), 'full');
      const read = table();
      textRead = JSON.stringify(read);
      isChangeUnread = false;
      return read;
    },
    haveChanged: (depth) => {
      const at = now();
      const haveMoved = looks.look(at, depth);
      // A full look compares all that an assessment would read.
      if (depth === 'full' ? JSON.stringify(table()) === textRead : !haveMoved) return isChangeUnread;
      lastChange = at;
      isChangeUnread = true;
      return true;
    },
    pace: () => {
      const at = now();
      return at - lastChange < expectation || looks.isExecExpected(at) ? 'expecting' : 'resting';
    },
    mode: looks.mode,
  };
}
