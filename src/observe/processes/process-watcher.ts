// The processes of interest, kept up to date by looking only at what is new: a look costs microseconds, whatever runs on the node.

import { type ProcessFilter, type ProcessScan, scanProcesses } from './processes.ts';
import { createArrivals } from './new-pids.ts';
import { createKnownProcesses } from './known-processes.ts';
import { cursorOf, directoryOf, idsOf, type NewProcesses } from './pid-source.ts';
import { createRescan } from './rescan.ts';
import { createYoungProcesses } from './recent-processes.ts';

export type ProcessWatcher = {
  /** True when a process of interest came, went or became another. `thorough`: no young one may wait for its turn. */
  readonly look: (at: number, thorough: boolean) => boolean;
  readonly processes: () => ProcessScan;
  /** Something is about to exec: look again soon. */
  readonly isExpecting: () => boolean;
  readonly mode: () => NewProcesses['mode'];
  readonly close: () => void;
};

/** With more ids than this to meet, the directory is the shorter list. */
const tooManyIds = 20_000;
/** A pause between two looks that tells of a stopped agent, in milliseconds. */
const longStop = 3000;

/** `undefined` for a saved tree, which has no counters to follow. `ownPid` is the agent's own process id. */
export function watchProcesses(
  procfs: string,
  filter: ProcessFilter,
  ownPid: number,
): ProcessWatcher | undefined {
  const source = cursorOf(procfs, ownPid) ?? directoryOf(procfs);
  return source === undefined ? undefined : createWatcher(procfs, filter, source);
}

function createWatcher(procfs: string, filter: ProcessFilter, first: NewProcesses): ProcessWatcher {
  let hidden = 0;
  const known = createKnownProcesses(procfs, filter, () => {
    hidden += 1;
  });
  const young = createYoungProcesses(procfs);
  const rescan = createRescan(procfs);
  const arrivals = createArrivals(procfs, known, young);
  let source = first;
  let lastLook = Number.NEGATIVE_INFINITY;

  const meetNew = (free: readonly number[], at: number, thorough: boolean): boolean => {
    const handedOut = [...source.next(), ...free];
    // At first, and after a stop in which the ids may have gone round, what there is is in the directory; so it is with too many ids.
    const tooMany = arrivals.backlog() + handedOut.length > tooManyIds;
    const lostTrack = at - lastLook > longStop || tooMany || known.hasLeftOut();
    lastLook = at;
    return lostTrack ? arrivals.meetAll(idsOf(procfs), at) : arrivals.meet(handedOut, at, thorough);
  };
  const rescanSome = (at: number): boolean => {
    const { pids, listed } = rescan.next(at);
    if (listed !== undefined && !source.isTrustworthy(listed)) source = directoryOf(procfs) ?? source;
    return pids.filter((pid) => known.add(pid) === 'added').length > 0;
  };

  return {
    look: (at, thorough) => {
      // Each has its turn, whatever the others say.
      const { haveChanged, ended } = known.look();
      // An id that was given away again may have been met while its first owner still counted as known.
      let hasChanged = meetNew(ended, at, thorough) || haveChanged;
      for (const pid of young.born(at, thorough)) hasChanged = arrivals.take(pid, at) || hasChanged;
      return rescanSome(at) || hasChanged;
    },
    processes: () => {
      // Hardly ever are there any; then only another scan tells how many are left.
      if (hidden > 0) hidden = scanProcesses(procfs, filter).hidden;
      return { candidates: known.candidates(), hidden, problem: rescan.problem() };
    },
    isExpecting: () => arrivals.backlog() > 0 || young.isExpecting(),
    mode: () => source.mode,
    close: () => {
      for (const part of [source, known, young]) part.close();
    },
  };
}
