// Looks at all processes. A look costs little while nothing is new: the kernel's fork counter says when to list the processes, and
// only ids that were not seen before are examined.

import type { Depth, WatchMode } from '../../model/observation.ts';
import type { Cause } from '../../model/reason.ts';
import { forkCount, isKernelCounter } from './fork-counter.ts';
import { listProcesses } from './procfs.ts';
import { type ProcessFilter, type ProcessScan, procfsUnreadable } from './processes.ts';
import { candidateOf } from './seen-process.ts';
import { createSeenProcesses, type SeenProcesses } from './seen-processes.ts';

/** A full look reads the status of every process, unless that was done so recently. In milliseconds. */
const sweepInterval = 1000;
/** Quick looks read the status of every process once in so long, a few at each look. In milliseconds. */
const roundDuration = 60_000;
/** Limits of a quick look, which shall not hold up the agent. */
const maxNew = 1000;
const maxUnsettled = 256;

export type ProcessLooks = {
  /** Whether a process of interest came, went or became another since the last look, or the problem did. `at` is in milliseconds. */
  readonly look: (at: number, depth: Depth) => boolean;
  readonly scan: () => ProcessScan;
  /** Why the processes could not be listed, if they could not. */
  readonly problem: () => Cause | undefined;
  readonly isExecExpected: (at: number) => boolean;
  readonly mode: () => WatchMode;
};

export function createProcessLooks(procfs: string, filter: ProcessFilter): ProcessLooks {
  const isCounterSure = isKernelCounter(procfs);
  const seen = createSeenProcesses(procfs, filter);
  const due = createTurns(seen);
  let mode: WatchMode = 'scan';
  let problem: Cause | undefined;
  let lastCount: number | undefined;
  /** All listed ids were examined. */
  let isComplete = false;
  let isFirst = true;

  /** The ids that were not seen before. */
  const list = (): readonly number[] => {
    const listed = listProcesses(procfs);
    problem = listed.ok ? undefined : procfsUnreadable(procfs, listed.error);
    return listed.ok ? seen.compare(listed.value) : [];
  };
  return {
    look: (at, depth) => {
      // The count is read before the list: a fork in between shows at the next look.
      const count = forkCount(procfs);
      const isSure = isComplete && count !== undefined && count === lastCount;
      // Files of a saved tree change without a trace in the status.
      isFirst ||= depth === 'full' && count === undefined;
      if (isFirst) seen.clear();
      const wasUnreadable = problem !== undefined;
      const fresh = isSure && (depth === 'quick' || isCounterSure) ? [] : list();
      isComplete = problem === undefined;
      if (!isComplete) return !wasUnreadable;
      mode = count === undefined ? 'scan' : 'directory';
      lastCount = count;
      const taken = depth === 'full' ? fresh : fresh.slice(0, maxNew);
      // How long a process has been there before the first look is not known.
      const since = isFirst ? -Infinity : at;
      isFirst = false;
      const outcomes = [...new Set([...due(at, depth), ...taken])].map((pid) => seen.look(pid, at, since));
      isComplete = taken.length === fresh.length && !outcomes.includes('failed');
      return wasUnreadable || outcomes.includes('changed');
    },
    scan: () => scanOf(seen),
    problem: () => problem,
    isExecExpected: (at) => (!isComplete && problem === undefined) || seen.isExecExpected(at),
    mode: () => mode,
  };
}

/** Returns a function that takes the seen processes to read again. */
function createTurns({ all, known, unsettled }: SeenProcesses): (at: number, depth: Depth) => readonly number[] {
  const turns = createRound(all);
  const unsettledTurns = createRound(unsettled);
  let lastSweep = -Infinity;
  let lastLook = -Infinity;
  return (at, depth) => {
    const share = Math.ceil(all.size * Math.min(1, (at - lastLook) / roundDuration));
    lastLook = at;
    if (depth === 'quick') return [...known, ...unsettledTurns(maxUnsettled), ...turns(share)];
    if (at - lastSweep < sweepInterval) return [...known, ...unsettled];
    lastSweep = at;
    return [...all].flatMap(([pid, { status }]) => (status?.isKernelThread === true ? [] : [pid]));
  };
}

function scanOf({ all, known }: SeenProcesses): ProcessScan {
  let hidden = 0;
  for (const { outcome } of all.values()) if (!outcome.ok && outcome.error === 'hidden') hidden += 1;
  return { candidates: [...known].flatMap((pid) => candidateOf(all.get(pid)) ?? []), hidden };
}

/** Returns a function that takes the next ids, at most `count`, and begins again at the end. */
function createRound(all: ReadonlySet<number> | ReadonlyMap<number, unknown>): (count: number) => readonly number[] {
  let round = all.keys();
  const next = (): number | undefined => {
    const { value } = round.next();
    if (value !== undefined) return value;
    round = all.keys();
    return round.next().value;
  };
  return (count) => {
    const length = Math.min(count, all.size);
    return Array.from({ length }, next).filter((pid) => pid !== undefined);
  };
}
