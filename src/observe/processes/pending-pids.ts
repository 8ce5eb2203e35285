// Ids that could not be judged when they were examined, and are examined again: an unfinished fork has its id but no directory, and
// in the middle of an exec a process has no command line.

import type { Depth } from '../../model/observation.ts';

/** A fork that waits for a lock is done long before; most ids without a process have just lost theirs. In milliseconds. */
const retryDelay = 500;

export type PendingPids = {
  /** `soon`: at the next look and once more later; `later`: only then. */
  readonly add: (pid: number, at: number, retry: 'soon' | 'later') => void;
  readonly remove: (pid: number) => void;
  /** The ids to examine again: all of them at a full look. */
  readonly due: (at: number, depth: Depth) => readonly number[];
};

export function createPendingPids(): PendingPids {
  const pending = new Map<number, { readonly since: number; next: number }>();
  return {
    add: (pid, at, retry) => {
      const before = pending.get(pid);
      if (before === undefined)
        pending.set(pid, { since: at, next: retry === 'soon' ? at : at + retryDelay });
      else if (at - before.since < retryDelay) before.next = before.since + retryDelay;
      else pending.delete(pid);
    },
    remove: (pid) => void pending.delete(pid),
    due: (at, depth) => {
      const pids: number[] = [];
      for (const [pid, { next }] of pending) if (depth === 'full' || next <= at) pids.push(pid);
      return pids;
    },
  };
}
