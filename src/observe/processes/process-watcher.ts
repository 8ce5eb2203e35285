// The processes of interest, kept up to date by examining only new ones: a look costs microseconds, whatever runs on the node.

import type { Depth, Pace, WatchMode } from '../../model/observation.ts';
import { createKnownProcesses } from './known-processes.ts';
import { createNewPids } from './new-pids.ts';
import { cursorOf, directoryOf, idsOf, type PidSource } from './pid-source.ts';
import { type ProcessFilter, type ProcessScan, readProcesses, scanProcesses } from './processes.ts';
import { createRecentProcesses } from './recent-processes.ts';
import { createRescan } from './rescan.ts';

export type ProcessWatcher = {
  /** Reports whether a process of interest came, went or became another since the last look. `at` is in milliseconds. */
  readonly look: (at: number, depth: Depth) => boolean;
  readonly processes: () => ProcessScan;
  readonly pace: () => Pace;
  readonly mode: () => WatchMode;
  readonly close: () => void;
};

/** Limit on new ids, beyond which listing the directory is cheaper. */
const maxNewIds = 20_000;
/** A pause between two looks after which ids may have wrapped: the agent was stopped. In milliseconds. */
const longPause = 3000;

/** Watches a saved tree, which has no counters to follow: each full look scans every process. */
export function watchByScans(procfs: string, filter: ProcessFilter): ProcessWatcher {
  let scan: ProcessScan = { candidates: [], hidden: 0, problem: undefined };
  let seen = '';
  return {
    look: (_at, depth) => {
      if (depth === 'quick') return false;
      const before = seen;
      scan = scanProcesses(procfs, filter);
      seen = JSON.stringify(readProcesses(procfs, scan));
      return seen !== before;
    },
    processes: () => scan,
    pace: () => 'scanning',
    mode: () => 'scan',
    close: () => undefined,
  };
}

/** `undefined` for a saved tree. `ownPid` is the agent's process id. */
export function watchProcesses(
  procfs: string,
  filter: ProcessFilter,
  ownPid: number,
): ProcessWatcher | undefined {
  const source = cursorOf(procfs, ownPid) ?? directoryOf(procfs);
  return source === undefined ? undefined : createWatcher(procfs, filter, source);
}

function createWatcher(procfs: string, filter: ProcessFilter, first: PidSource): ProcessWatcher {
  let hidden = 0;
  const known = createKnownProcesses(procfs, filter, () => {
    hidden += 1;
  });
  const recent = createRecentProcesses(procfs);
  const rescan = createRescan(procfs);
  const newPids = createNewPids(procfs, known, recent);
  let source = first;
  let lastLook = Number.NEGATIVE_INFINITY;

  const examineNew = (freed: readonly number[], at: number, depth: Depth): boolean => {
    const handedOut = [...source.next(), ...freed];
    // List the whole directory on the first look, after a long pause (ids may have wrapped), and with too many new ids.
    const tooMany = newPids.backlog() + handedOut.length > maxNewIds;
    const lostTrack = at - lastLook > longPause || tooMany || known.overflowed();
    lastLook = at;
    return lostTrack ? newPids.examineAll(idsOf(procfs), at) : newPids.examineNew(handedOut, at, depth);
  };
  const rescanSome = (at: number): boolean => {
    const { pids, listed } = rescan.next(at);
    if (listed !== undefined && !source.isTrustworthy(listed)) source = directoryOf(procfs) ?? source;
    return pids.filter((pid) => known.add(pid) === 'added').length > 0;
  };

  return {
    look: (at, depth) => {
      // Each part has its turn, whatever the others found.
      const { haveChanged, ended } = known.look();
      // An id that was handed out again may have been examined while its first process still counted as known.
      let hasChanged = examineNew(ended, at, depth) || haveChanged;
      for (const pid of recent.execed(at, depth)) hasChanged = newPids.examine(pid, at) || hasChanged;
      return rescanSome(at) || hasChanged;
    },
    processes: () => {
      // Hidden processes are rare, and only another scan shows how many are left.
      if (hidden > 0) hidden = scanProcesses(procfs, filter).hidden;
      return { candidates: known.candidates(), hidden, problem: rescan.problem() };
    },
    pace: () => (newPids.backlog() > 0 || recent.isExpecting() ? 'expecting' : 'cheap'),
    mode: () => source.mode,
    close: () => {
      for (const part of [source, known, recent]) part.close();
    },
  };
}
