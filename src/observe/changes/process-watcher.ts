// The processes of interest, kept up to date by looking only at what is new: a look costs microseconds, whatever runs on the node.

import { existsSync } from 'node:fs';
import { type ProcessFilter, type ProcessScan, scanProcesses } from '../processes.ts';
import { readOnce } from './kept-file.ts';
import { createKnownProcesses } from './known-processes.ts';
import { cursorOf, directoryOf, idsOf, type NewProcesses } from './new-processes.ts';
import { parseProcessStatus } from './process-status.ts';
import { createRescan } from './rescan.ts';
import { createYoungProcesses } from './young-processes.ts';

export type ProcessWatcher = {
  /** True when a process of interest came, went or became another. `thorough`: no young one may wait for its turn. */
  readonly look: (at: number, thorough: boolean) => boolean;
  readonly processes: () => ProcessScan;
  /** Something is about to exec: look again soon. */
  readonly isExpecting: () => boolean;
  readonly mode: () => NewProcesses['mode'];
  readonly close: () => void;
};

/** So many new ids are taken at one look, lest a fork bomb holds the loop up. */
const maxNewIds = 2048;
const tooManyIds = 20_000;

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
  let source = first;
  let backlog: readonly number[] = [];
  // What starts while the first scan runs is new at the next look.
  source.next();
  const firstScan = scanProcesses(procfs, filter);
  hidden = firstScan.hidden;
  for (const candidate of firstScan.candidates) known.add(candidate.pid);

  const meet = (pid: number, at: number): boolean => {
    // Most short-lived processes are gone by now, and an exception costs ten times more than this question.
    const directory = `${procfs}/${pid}`;
    const text = existsSync(directory) ? readOnce(`${directory}/stat`) : undefined;
    const status = text === undefined ? undefined : parseProcessStatus(text);
    if (status === undefined || status.isDead || status.isThread) return false;
    young.add(pid, status, at);
    return !status.isUnborn && known.add(pid);
  };
  const takeNew = (at: number): boolean => {
    const handedOut = source.next();
    // After a long stop there are more ids than processes: what is left of them is in the directory.
    backlog = handedOut.length > tooManyIds ? idsOf(procfs) : [...backlog, ...handedOut];
    const ids = backlog.slice(0, maxNewIds);
    backlog = backlog.slice(maxNewIds);
    return ids.filter((pid) => meet(pid, at)).length > 0;
  };
  const rescanSome = (at: number): boolean => {
    const { pids, isNewRound } = rescan.next(at);
    if (isNewRound && !source.isTrustworthy()) source = directoryOf(procfs) ?? source;
    return pids.filter(known.add).length > 0;
  };

  return {
    look: (at, thorough) => {
      const outcomes = [
        known.haveChanged(),
        takeNew(at),
        young.born(at, thorough).filter(known.add).length > 0,
        rescanSome(at),
      ];
      return outcomes.includes(true);
    },
    processes: () => {
      // Hardly ever are there any; then only another scan tells how many are left.
      if (hidden > 0) hidden = scanProcesses(procfs, filter).hidden;
      return { candidates: known.candidates(), hidden, problem: rescan.problem() };
    },
    isExpecting: young.isExpecting,
    mode: () => source.mode,
    close: () => {
      for (const part of [source, known, young]) part.close();
    },
  };
}
