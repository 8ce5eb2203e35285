// New process ids: each is examined until it is known what it is, as many at each look as its time allows.

import { existsSync } from 'node:fs';
import type { Depth } from '../../model/observation.ts';
import type { KnownProcesses } from './known-processes.ts';
import { createPendingPids } from './pending-pids.ts';
import { parseProcessStatus, type ProcessStatus } from './process-status.ts';
import { readOnce } from './procfs-handle.ts';
import type { RecentProcesses } from './recent-processes.ts';

/** A tick of the kernel's clock for start times, in milliseconds. */
const tick = 10;
/** Processes younger than this, against the newest process, may still exec into etcd. In ticks. */
const recently = 3000;
/** The time that a look has for new ids, lest a storm of forks holds the loop up. In milliseconds. */
const timeSlice = 4;

export type NewPids = {
  /** Examines these ids and the backlog; true when a process is of interest. A full look leaves no backlog. */
  readonly examineNew: (ids: readonly number[], at: number, depth: Depth) => boolean;
  /** Examines every process, where it is not known which are new. */
  readonly examineAll: (ids: readonly number[], at: number) => boolean;
  /** Examines a process that has exec'd. */
  readonly examine: (pid: number, at: number) => boolean;
  /** The number of ids that are left for the next look. */
  readonly backlog: () => number;
};

export function createNewPids(procfs: string, known: KnownProcesses, recent: RecentProcesses): NewPids {
  const pending = createPendingPids();
  let backlog: readonly number[] = [];
  const examine = (pid: number, at: number): boolean => {
    const outcome = known.add(pid);
    if (outcome === 'no_command_line') pending.add(pid, at, 'soon');
    else pending.remove(pid);
    return outcome === 'added';
  };
  const examineStatus = (
    pid: number,
    at: number,
    status = statusOf(procfs, pid),
    startedAt = at,
  ): boolean => {
    if (status === undefined) {
      pending.add(pid, at, 'later');
      return false;
    }
    const isOver = status.isDead || status.isThread;
    if (!isOver) recent.add(pid, status, startedAt);
    if (!isOver && !status.hasNotExeced) return examine(pid, at);
    pending.remove(pid);
    return false;
  };
  return {
    examineNew: (ids, at, depth) => {
      const waiting = [...pending.due(at, depth), ...backlog, ...ids];
      // New ids are rare, and without them a look should cost next to nothing.
      if (waiting.length === 0) return false;
      const deadline = depth === 'full' ? Number.POSITIVE_INFINITY : performance.now() + timeSlice;
      let count = 0;
      let found = false;
      while (count < waiting.length && performance.now() < deadline) {
        found = examineStatus(waiting[count] ?? 0, at) || found;
        count += 1;
      }
      backlog = waiting.slice(count);
      return found;
    },
    examineAll: (ids, at) => {
      backlog = [];
      const statuses = ids.map((pid) => [pid, statusOf(procfs, pid)] as const);
      const newest = Math.max(0, ...statuses.map(([, status]) => status?.startTime ?? 0));
      const examineListed = (pid: number, status: ProcessStatus | undefined): boolean => {
        const age = newest - (status?.startTime ?? 0);
        return age < recently ? examineStatus(pid, at, status, at - age * tick) : known.add(pid) === 'added';
      };
      return statuses.filter(([pid, status]) => examineListed(pid, status)).length > 0;
    },
    examine,
    backlog: () => backlog.length,
  };
}

function statusOf(procfs: string, pid: number): ProcessStatus | undefined {
  // Most short-lived processes are gone by now, and an exception costs ten times more than this check.
  const directory = `${procfs}/${pid}`;
  const text = existsSync(directory) ? readOnce(`${directory}/stat`) : undefined;
  return text === undefined ? undefined : parseProcessStatus(text);
}
