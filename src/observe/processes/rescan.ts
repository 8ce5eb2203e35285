// The safety net: every process is looked at again now and then, a few at a time.

import type { Cause } from '../../model/reason.ts';
import { listProcesses } from './procfs.ts';
import { describeErrno } from '../errno.ts';

/** In milliseconds. */
const interval = 60_000;
const pieceSize = 64;
const nothing = { pids: [], listed: undefined };

export type Rescan = {
  /** The processes whose turn it is; `listed`: all of them, when a round begins. */
  readonly next: (at: number) => {
    readonly pids: readonly number[];
    readonly listed: readonly number[] | undefined;
  };
  /** Why the process directory could not be listed at the last round, if it could not. */
  readonly problem: () => Cause | undefined;
};

export function createRescan(procfs: string): Rescan {
  let left: readonly number[] = [];
  let nextRound = Number.NEGATIVE_INFINITY;
  let problem: Cause | undefined;
  return {
    next: (at) => {
      const isNewRound = at >= nextRound;
      if (!isNewRound && left.length === 0) return nothing;
      if (isNewRound) {
        nextRound = at + interval;
        const all = listProcesses(procfs);
        left = all.ok ? all.value : [];
        problem = all.ok
          ? undefined
          : { reason: 'procfs_unreadable', detail: `${procfs} ${describeErrno(all.code)}` };
      }
      const listed = isNewRound ? left : undefined;
      const pids = left.slice(0, pieceSize);
      left = left.slice(pieceSize);
      return { pids, listed };
    },
    problem: () => problem,
  };
}
