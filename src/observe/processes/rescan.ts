// The safety net: every process is examined again each minute, a few at each look.

import type { Cause } from '../../model/reason.ts';
import { listProcesses } from './procfs.ts';
import { procfsUnreadable } from './processes.ts';

/** Interval between two rounds, in milliseconds. */
const interval = 60_000;
const pieceSize = 64;

export type Rescan = {
  /** The processes to examine now; `listed`: every process, when a round begins. */
  readonly next: (at: number) => {
    readonly pids: readonly number[];
    readonly listed: readonly number[] | undefined;
  };
  /** The reason why the last round could not list the process directory, if it could not. */
  readonly problem: () => Cause | undefined;
};

export function createRescan(procfs: string): Rescan {
  let left: readonly number[] = [];
  let nextRound = Number.NEGATIVE_INFINITY;
  let problem: Cause | undefined;
  return {
    next: (at) => {
      const isNewRound = at >= nextRound;
      if (isNewRound) {
        nextRound = at + interval;
        const all = listProcesses(procfs);
        left = all.ok ? all.value : [];
        problem = all.ok ? undefined : procfsUnreadable(procfs, all.error);
      }
      const listed = isNewRound ? left : undefined;
      const pids = left.slice(0, pieceSize);
      left = left.slice(pieceSize);
      return { pids, listed };
    },
    problem: () => problem,
  };
}
