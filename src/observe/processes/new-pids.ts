// New process ids on their way: each is asked what it is until that is known, a slice of them at each look.

import { existsSync } from 'node:fs';
import { readOnce } from './procfs-handle.ts';
import type { KnownProcesses } from './known-processes.ts';
import { createOpenIds } from './pending-pids.ts';
import { parseProcessStatus, type ProcessStatus } from './process-status.ts';
import type { YoungProcesses } from './recent-processes.ts';

/** Of the kernel's clock for start times, in milliseconds. */
const tick = 10;
/** In ticks: what was started so long before the newest process may still be on its way to what it will be. */
const recently = 3000;
/** New ids are met for so long at one look, lest a storm of forks holds the loop up. In milliseconds. */
const slice = 4;

export type Arrivals = {
  /** Meets these ids and those that are left from earlier; true when one is of interest. `thorough`: leaves none. */
  readonly meet: (ids: readonly number[], at: number, thorough: boolean) => boolean;
  /** Goes through all processes there are, where it is not known which ones are new. */
  readonly meetAll: (ids: readonly number[], at: number) => boolean;
  /** Asks a process that has exec'd what it is now. */
  readonly take: (pid: number, at: number) => boolean;
  /** How many are left for the next look. */
  readonly backlog: () => number;
};

export function createArrivals(procfs: string, known: KnownProcesses, young: YoungProcesses): Arrivals {
  const open = createOpenIds();
  let backlog: readonly number[] = [];
  const take = (pid: number, at: number): boolean => {
    const outcome = known.add(pid);
    if (outcome === 'blank') open.add(pid, at, true);
    else open.remove(pid);
    return outcome === 'added';
  };
  const meetOne = (pid: number, at: number, status = statusOf(procfs, pid), since = at): boolean => {
    if (status === undefined) {
      open.add(pid, at, false);
      return false;
    }
    const isOver = status.isDead || status.isThread;
    if (!isOver) young.add(pid, status, since);
    if (!isOver && !status.isUnborn) return take(pid, at);
    open.remove(pid);
    return false;
  };
  return {
    meet: (ids, at, thorough) => {
      const waiting = [...open.due(at, thorough), ...backlog, ...ids];
      // Hardly ever is there anyone, and a look should cost next to nothing.
      if (waiting.length === 0) return false;
      const deadline = thorough ? Number.POSITIVE_INFINITY : performance.now() + slice;
      let met = 0;
      let found = false;
      while (met < waiting.length && performance.now() < deadline) {
        found = meetOne(waiting[met] ?? 0, at) || found;
        met += 1;
      }
      backlog = waiting.slice(met);
      return found;
    },
    meetAll: (ids, at) => {
      backlog = [];
      const statuses = ids.map((pid) => [pid, statusOf(procfs, pid)] as const);
      const newest = Math.max(0, ...statuses.map(([, status]) => status?.startTime ?? 0));
      const meetOld = (pid: number, status: ProcessStatus | undefined): boolean => {
        const age = newest - (status?.startTime ?? 0);
        return age < recently ? meetOne(pid, at, status, at - age * tick) : known.add(pid) === 'added';
      };
      return statuses.filter(([pid, status]) => meetOld(pid, status)).length > 0;
    },
    take,
    backlog: () => backlog.length,
  };
}

function statusOf(procfs: string, pid: number): ProcessStatus | undefined {
  // Most short-lived processes are gone by now, and an exception costs ten times more than this question.
  const directory = `${procfs}/${pid}`;
  const text = existsSync(directory) ? readOnce(`${directory}/stat`) : undefined;
  return text === undefined ? undefined : parseProcessStatus(text);
}
