// Follows processes through a shortage of file descriptors: while it lasts nothing is known, and after it all is looked at anew.

import { closeSync, openSync } from 'node:fs';
import type { Cause } from '../../model/reason.ts';
import { createProcessFollower, type ProcessFollower } from './process-follower.ts';
import { describeErrno, errorCode } from '../errno.ts';
import type { ProcessFilter } from './processes.ts';

/** As `createProcessFollower`; what starts or becomes another while nothing can be opened would be missed by it. */
export function followSteadily(
  procfs: string,
  filter: ProcessFilter,
  ownPid: number | undefined,
): ProcessFollower {
  let shortage = descriptorShortage(procfs);
  let follower = createProcessFollower(procfs, filter, ownPid);
  /** True when a shortage has begun or ended. */
  const hasTurned = (): boolean => {
    const before = shortage;
    shortage = descriptorShortage(procfs);
    if (before !== undefined && shortage === undefined) {
      follower.close();
      follower = createProcessFollower(procfs, filter, ownPid);
    }
    return (before === undefined) !== (shortage === undefined);
  };
  return {
    read: (at) => {
      hasTurned();
      return shortage === undefined
        ? follower.read(at)
        : { processes: [], problem: shortage, vanished: 0, unread: 0 };
    },
    haveChanged: (at, thorough) =>
      (thorough && hasTurned()) || (shortage === undefined && follower.haveChanged(at, thorough)),
    pace: () => follower.pace(),
    mode: () => follower.mode(),
    close: () => follower.close(),
  };
}

/** Any other trouble with the directory is for those to tell who read it. */
function descriptorShortage(procfs: string): Cause | undefined {
  try {
    closeSync(openSync(procfs, 'r'));
    return undefined;
  } catch (error) {
    const code = errorCode(error);
    const isShortage = code === 'EMFILE' || code === 'ENFILE';
    return isShortage
      ? { reason: 'procfs_unreadable', detail: `${procfs} ${describeErrno(code)}` }
      : undefined;
  }
}
