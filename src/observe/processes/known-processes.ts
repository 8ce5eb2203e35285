// The processes of interest, each on a kept descriptor: its death, a reused id and an exec in place all show.

import { join } from 'node:path';
import { fail } from '../../model/result.ts';
import { type Candidate, examineProcess, type ProcessFilter } from './processes.ts';
import { splitNul } from './procfs.ts';
import { keepFile, type KeptFile } from './procfs-handle.ts';
import { isAnotherProgram, parseProcessStatus, type ProcessStatus } from './process-status.ts';

type Known = { readonly candidate: Candidate; readonly status: ProcessStatus; readonly file: KeptFile };

/** Limit on descriptors: anybody can start processes that look interesting. */
const maxKnown = 1024;
/** Limit on the memory of all command lines, in characters. */
const maxTextHeld = 8 * 1024 * 1024;

export type KnownProcesses = {
  /** `ignored`: known already, of no interest or gone. `no_command_line`: perhaps in the middle of an exec. */
  readonly add: (pid: number) => 'added' | 'no_command_line' | 'ignored';
  /** Reports whether a process ended or became another since the last look, and the ids of those that ended. */
  readonly look: () => { readonly haveChanged: boolean; readonly ended: readonly number[] };
  readonly candidates: () => readonly Candidate[];
  /** True once there is room again after a process was ignored for want of room. */
  readonly overflowed: () => boolean;
  readonly close: () => void;
};

/** `onHidden` is called when a process that was to be added does not let its command line be read. */
export function createKnownProcesses(
  procfs: string,
  filter: ProcessFilter,
  onHidden: () => void,
): KnownProcesses {
  const known = new Map<number, Known>();
  let isCrowded = false;
  /** Returns what it keeps: without the command line, if there is no room for it. */
  const keep = (pid: number, one: Known): Known => {
    const others = [...known.values()].filter(({ candidate }) => candidate.pid !== pid);
    const length = [one, ...others].reduce((sum, each) => sum + textOf(each).length, 0);
    const kept = length > maxTextHeld ? withoutText(one) : one;
    known.set(pid, kept);
    return kept;
  };
  const forget = (pid: number): void => {
    known.get(pid)?.file.close();
    known.delete(pid);
  };
  const update = (pid: number, before: Known): boolean => {
    const seen = reexamine(procfs, filter, before);
    if (seen === undefined) forget(pid);
    const now = seen === undefined || seen === before ? seen : keep(pid, seen);
    return now === undefined || isAnotherProgram(before.status, now.status) || textOf(before) !== textOf(now);
  };
  return {
    add: (pid) => {
      if (known.has(pid)) return 'ignored';
      if (known.size >= maxKnown) {
        isCrowded = true;
        return 'ignored';
      }
      // Most processes are of no interest, and that costs no descriptor.
      const candidate = examineProcess(procfs, pid, filter);
      if (!candidate.ok && candidate.error === 'hidden') onHidden();
      if (!candidate.ok && candidate.error === 'no_command_line') return 'no_command_line';
      const one = candidate.ok ? get(procfs, filter, pid) : undefined;
      if (one !== undefined) keep(pid, one);
      return one === undefined ? 'ignored' : 'added';
    },
    look: () => {
      let haveChanged = false;
      const ended: number[] = [];
      for (const [pid, one] of known) {
        haveChanged = update(pid, one) || haveChanged;
        if (!known.has(pid)) ended.push(pid);
      }
      return { haveChanged, ended };
    },
    candidates: () => [...known.values()].map(({ candidate }) => candidate),
    overflowed: () => {
      const hasRoom = isCrowded && known.size < maxKnown;
      if (hasRoom) isCrowded = false;
      return hasRoom;
    },
    close: () => {
      for (const pid of known.keys()) forget(pid);
    },
  };
}

/** Reads the status first: a later exec shows at the next look, an earlier exec in the command line. */
function get(procfs: string, filter: ProcessFilter, pid: number): Known | undefined {
  const file = keepFile(join(procfs, `${pid}`, 'stat'));
  const status = parseProcessStatus(file?.read() ?? '');
  const candidate = examineProcess(procfs, pid, filter);
  if (file !== undefined && status !== undefined && candidate.ok)
    return { candidate: candidate.value, status, file };
  file?.close();
  return undefined;
}

/** Reads the command line again only after an exec, or where the stack's address, which shows an exec, may not be read. */
function reexamine(procfs: string, filter: ProcessFilter, before: Known): Known | undefined {
  const status = parseProcessStatus(before.file.read() ?? '');
  if (status === undefined || status.isDead) return undefined;
  // In the middle of an exec the command line is still empty.
  const isSettled = status.startStack !== '0' && textOf(before) !== '';
  if (isSettled && !isAnotherProgram(before.status, status)) return before;
  const candidate = examineProcess(procfs, before.candidate.pid, filter);
  return candidate.ok ? { ...before, candidate: candidate.value, status } : undefined;
}

function textOf({ candidate }: Known): string {
  return candidate.commandLine.ok ? candidate.commandLine.value : candidate.commandLine.error;
}

/** Drops the command line once the total kept exceeds the limit. */
function withoutText(one: Known): Known {
  const [firstWord = ''] = splitNul(textOf(one));
  return { ...one, candidate: { ...one.candidate, firstWord, commandLine: fail('E2BIG') } };
}
