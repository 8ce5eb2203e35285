// The node's processes of interest: read for an assessment, and followed until the next one. A look costs little while nothing is
// new: the kernel's fork counter says when to list the processes, and only ids that were not seen before are examined.

import type { Depth, Pace, ProcessTable, WatchMode } from '../../model/observation.ts';
import type { Cause } from '../../model/reason.ts';
import { forkCount, isKernelCounter } from './fork-counter.ts';
import { listProcesses } from './procfs.ts';
import { type ProcessFilter, procfsUnreadable, readProcesses } from './processes.ts';
import { createRound } from './round.ts';
import { createSeenProcesses } from './seen-processes.ts';

export type ProcessFollower = {
  readonly read: () => ProcessTable;
  /** Whether a process of interest came, went or became another since the last read. */
  readonly haveChanged: (depth: Depth) => boolean;
  readonly pace: () => Pace;
  /** How new processes are found; it may change. */
  readonly mode: () => WatchMode;
};

/** A full look reads the status of every process, unless that was done so recently. In milliseconds. */
const sweepInterval = 1000;
/** Quick looks read the status of every process once in so long, a few at each look. In milliseconds. */
const roundDuration = 60_000;
/** Limits of a quick look, which shall not hold up the agent. */
const maxNew = 1000;
const maxUnsettled = 256;
/** How long a change is expected to be followed by others. In milliseconds. */
const expectation = 1000;

/** `now` is in milliseconds, of a clock that is never set. */
export function createProcessFollower(
  procfs: string,
  filter: ProcessFilter,
  now: () => number,
): ProcessFollower {
  const isCounterSure = isKernelCounter(procfs);
  let seen = createSeenProcesses(procfs, filter);
  let turns = createRound(seen.pids);
  let unsettledTurns = createRound(seen.unsettled);
  let mode: WatchMode = 'scan';
  let problem: Cause | undefined;
  let lastCount: number | undefined;
  /** All ids that were listed were examined. */
  let isComplete = false;
  const last = { look: -Infinity, sweep: -Infinity, change: -Infinity };
  let isChangeUnread = false;
  let textRead = '';

  /** The ids that were not seen before. */
  const list = (): readonly number[] => {
    const listed = listProcesses(procfs);
    problem = listed.ok ? undefined : procfsUnreadable(procfs, listed.error);
    if (!listed.ok) return [];
    const vanished = new Set(seen.pids.keys());
    const fresh = listed.value.filter((pid) => !vanished.delete(pid));
    // A process of interest ends only where its own files say so.
    for (const pid of vanished) if (!seen.known.has(pid)) seen.forget(pid);
    return fresh;
  };
  const startAnew = (): void => {
    seen = createSeenProcesses(procfs, filter);
    turns = createRound(seen.pids);
    unsettledTurns = createRound(seen.unsettled);
    last.look = -Infinity;
  };
  /** The processes to read although they were seen before. */
  const due = (at: number, depth: Depth): readonly number[] => {
    if (depth === 'full' && at - last.sweep >= sweepInterval) {
      last.sweep = at;
      return [...seen.pids].flatMap(([pid, { status }]) => (status?.isKernelThread === true ? [] : [pid]));
    }
    const share = Math.ceil(seen.pids.size * Math.min(1, (at - last.look) / roundDuration));
    const unsettled = depth === 'full' ? [...seen.unsettled] : unsettledTurns(maxUnsettled);
    return [...seen.known, ...unsettled, ...turns(share)];
  };
  /** Whether a process of interest came, went or became another since the last look. */
  const look = (at: number, depth: Depth): boolean => {
    // The count is read before the list: a fork in between shows at the next look.
    const count = forkCount(procfs);
    const isSure = isComplete && count !== undefined && count === lastCount;
    // Files of a saved tree change without a trace in the status.
    if (depth === 'full' && count === undefined) startAnew();
    // How long a process has been there before the first look is not known.
    const since = last.look === -Infinity ? -Infinity : at;
    const wasUnreadable = problem !== undefined;
    const fresh = isSure && (depth === 'quick' || isCounterSure) ? [] : list();
    isComplete = problem === undefined;
    if (!isComplete) return !wasUnreadable;
    mode = count === undefined ? 'scan' : 'directory';
    lastCount = count;
    const taken = depth === 'full' ? fresh : fresh.slice(0, maxNew);
    const outcomes = [...new Set([...due(at, depth), ...taken])].map((pid) => seen.look(pid, at, since));
    last.look = at;
    isComplete = taken.length === fresh.length && !outcomes.includes('failed');
    return wasUnreadable || outcomes.includes('changed');
  };
  const table = (): ProcessTable => {
    if (problem !== undefined) return { processes: [], problem, vanished: 0, unread: 0 };
    return readProcesses(procfs, { candidates: seen.candidates(), hidden: seen.hidden() });
  };

  return {
    read: () => {
      look(now(), 'full');
      const read = table();
      textRead = JSON.stringify(read);
      isChangeUnread = false;
      return read;
    },
    haveChanged: (depth) => {
      const at = now();
      const isChanged = look(at, depth);
      if (depth === 'full' ? JSON.stringify(table()) === textRead : !isChanged) return isChangeUnread;
      last.change = at;
      isChangeUnread = true;
      return true;
    },
    pace: () => {
      const at = now();
      const hasBacklog = problem === undefined && !isComplete;
      const isExpecting = hasBacklog || at - last.change < expectation || seen.isExpecting(at);
      return isExpecting ? 'expecting' : 'resting';
    },
    mode: () => mode,
  };
}
