// The processes of a procfs as they were seen last. A process is examined when its status shows another program than before.

import { fail, ok } from '../../model/result.ts';
import { examineProcess, type ProcessFilter } from './processes.ts';
import { type ProcessStatus, readProcessStatus } from './process-status.ts';
import {
  candidateOf,
  identityOf,
  isExecExpected,
  isRestarted,
  isSettled,
  isUnsettled,
  type SeenProcess,
  textLength,
  withoutText,
} from './seen-process.ts';

/** Limit on what is read again at each look: anybody can start processes that look interesting. */
const maxKnown = 1024;
/** Limit on the memory of all command lines, in characters. */
const maxTextHeld = 8 * 1024 * 1024;
/** A fork that lives on for so long without an exec is a program in its own right. In milliseconds. */
const forkDuration = 1000;

export type SeenProcesses = {
  readonly all: ReadonlyMap<number, SeenProcess>;
  /** The processes of interest, the earliest first. */
  readonly known: ReadonlySet<number>;
  /** The processes that may be on their way to another program. */
  readonly unsettled: ReadonlySet<number>;
  /** Returns the listed ids that were not seen before, ascending, and forgets others that are not listed. */
  readonly compare: (listed: readonly number[]) => readonly number[];
  /**
   * Reads a process at the time `at`; `firstSeen` is that of a process that was not seen before. `changed`: it was of interest, or is now.
   * `failed`: it could not be read for want of a descriptor.
   */
  readonly look: (pid: number, at: number, firstSeen: number) => 'same' | 'changed' | 'failed';
  readonly isExecExpected: (at: number) => boolean;
  readonly clear: () => void;
};

export function createSeenProcesses(procfs: string, filter: ProcessFilter): SeenProcesses {
  const all = new Map<number, SeenProcess>();
  const known = new Set<number>();
  const unsettled = new Set<number>();
  let textHeld = 0;

  const forget = (pid: number): void => {
    textHeld -= textLength(candidateOf(all.get(pid)));
    for (const pids of [all, known, unsettled]) pids.delete(pid);
  };
  const keep = (pid: number, one: SeenProcess, at: number): void => {
    textHeld += textLength(candidateOf(one)) - textLength(candidateOf(all.get(pid)));
    all.set(pid, one);
    if (one.outcome.ok) known.add(pid);
    else known.delete(pid);
    settle(unsettled, pid, one, at);
  };
  const judge = (pid: number, status: ProcessStatus | undefined, age: number): SeenProcess['outcome'] => {
    if (status?.isKernelThread === true) return fail('of_no_interest');
    if (status?.hasNotExeced === true && age < forkDuration) return fail('forked');
    const outcome = examineProcess(procfs, pid, filter);
    if (!outcome.ok) return outcome;
    if (!known.has(pid) && known.size >= maxKnown) return fail('crowded_out');
    const others = textHeld - textLength(candidateOf(all.get(pid)));
    return others + textLength(outcome.value) > maxTextHeld ? ok(withoutText(outcome.value)) : outcome;
  };

  return {
    all,
    known,
    unsettled,
    compare: (listed) => {
      const vanished = new Set(all.keys());
      const fresh = listed.filter((pid) => !vanished.delete(pid));
      // A process of interest ends only where its own files say so.
      for (const pid of vanished) if (!known.has(pid)) forget(pid);
      return fresh.toSorted((a, b) => a - b);
    },
    look: (pid, at, firstSeen) => {
      const before = all.get(pid);
      // The status is read first: an exec right after it shows at the next look, an exec before it in the command line.
      const status = readProcessStatus(`${procfs}/${pid}`);
      if (before !== undefined && isSettled(before, status)) {
        settle(unsettled, pid, before, at);
        return 'same';
      }
      const since = isRestarted(before?.status, status) ? at : (before?.since ?? firstSeen);
      const outcome = judge(pid, status, at - since);
      if (!outcome.ok && outcome.error === 'no_descriptor') return 'failed';
      const now = { status, since, outcome };
      if (!outcome.ok && outcome.error === 'gone') forget(pid);
      else keep(pid, now, at);
      return identityOf(before) === identityOf(now) ? 'same' : 'changed';
    },
    isExecExpected: (at) => [...unsettled].some((pid) => isExecExpected(all.get(pid), at)),
    clear: () => [...all.keys()].forEach(forget),
  };
}

function settle(unsettled: Set<number>, pid: number, one: SeenProcess, at: number): void {
  if (isUnsettled(one, at)) unsettled.add(pid);
  else unsettled.delete(pid);
}
