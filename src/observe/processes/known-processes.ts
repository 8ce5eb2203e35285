// The processes of interest that are known, each on a kept descriptor: its death, a reused id and an exec in place all show.

import { join } from 'node:path';
import { type Candidate, examineProcess, isCandidate, type ProcessFilter } from './processes.ts';
import { splitNul } from './procfs.ts';
import { keepFile, type KeptFile } from './procfs-handle.ts';
import { isAnotherProgram, parseProcessStatus, type ProcessStatus } from './process-status.ts';

type Known = { readonly candidate: Candidate; readonly status: ProcessStatus; readonly file: KeptFile };

/** Anybody can start processes that look interesting: each costs a descriptor, and its command line memory (in characters). */
const maxKnown = 1024;
const maxTextHeld = 8 * 1024 * 1024;

export type KnownProcesses = {
  /** `other`: known already, of no interest or gone. `blank`: it has no command line, as in the middle of an exec. */
  readonly add: (pid: number) => 'added' | 'blank' | 'other';
  /** Looks at each once: whether any ended or became another, and the ids that are free for others since. */
  readonly look: () => { readonly haveChanged: boolean; readonly ended: readonly number[] };
  readonly candidates: () => readonly Candidate[];
  /** True once there is room again after more came than can be known: some of them may have been left out. */
  readonly hasLeftOut: () => boolean;
  readonly close: () => void;
};

/** `onHidden` is called when a process that was to be added does not let its command line be read. */
export function createKnownProcesses(
  procfs: string,
  filter: ProcessFilter,
  onHidden: () => void,
): KnownProcesses {
  const known = createStore();
  let isCrowded = false;
  const update = (pid: number, before: Known): boolean => {
    const seen = reexamine(procfs, filter, before);
    if (seen === undefined) known.forget(pid);
    const now = seen === undefined || seen === before ? seen : known.keep(pid, seen);
    return now === undefined || isAnotherProgram(before.status, now.status) || textOf(before) !== textOf(now);
  };
  return {
    add: (pid) => {
      if (known.has(pid)) return 'other';
      if (known.isFull()) {
        isCrowded = true;
        return 'other';
      }
      // Most processes are of no interest, and that costs no descriptor.
      const glance = examineProcess(procfs, pid, filter);
      if (glance === 'hidden') onHidden();
      if (glance === 'blank') return 'blank';
      const one = isCandidate(glance) ? get(procfs, filter, pid) : undefined;
      if (one !== undefined) known.keep(pid, one);
      return one === undefined ? 'other' : 'added';
    },
    look: () => {
      let haveChanged = false;
      const ended: number[] = [];
      for (const [pid, one] of known.entries()) {
        haveChanged = update(pid, one) || haveChanged;
        if (!known.has(pid)) ended.push(pid);
      }
      return { haveChanged, ended };
    },
    candidates: () => [...known.entries()].map(([, { candidate }]) => candidate),
    hasLeftOut: () => {
      const hasRoom = isCrowded && !known.isFull();
      if (hasRoom) isCrowded = false;
      return hasRoom;
    },
    close: () => {
      for (const [pid] of known.entries()) known.forget(pid);
    },
  };
}

type Store = {
  readonly has: (pid: number) => boolean;
  readonly isFull: () => boolean;
  readonly entries: () => Iterable<readonly [number, Known]>;
  /** What is kept may lack a command line that there is no room for. */
  readonly keep: (pid: number, one: Known) => Known;
  readonly forget: (pid: number) => void;
};

function createStore(): Store {
  const known = new Map<number, Known>();
  let textHeld = 0;
  const release = (pid: number): void => {
    const one = known.get(pid);
    textHeld -= one === undefined ? 0 : textOf(one).length;
  };
  return {
    has: (pid) => known.has(pid),
    isFull: () => known.size >= maxKnown,
    entries: () => known,
    keep: (pid, one) => {
      release(pid);
      const kept = textHeld + textOf(one).length > maxTextHeld ? withoutText(one) : one;
      textHeld += textOf(kept).length;
      known.set(pid, kept);
      return kept;
    },
    forget: (pid) => {
      release(pid);
      known.get(pid)?.file.close();
      known.delete(pid);
    },
  };
}

/** The status is read first: an exec right after it shows at the next look, one before it shows in the command line. */
function get(procfs: string, filter: ProcessFilter, pid: number): Known | undefined {
  const file = keepFile(join(procfs, `${pid}`, 'stat'));
  const status = parseProcessStatus(file?.read() ?? '');
  const candidate = examineProcess(procfs, pid, filter);
  if (file !== undefined && status !== undefined && isCandidate(candidate))
    return { candidate, status, file };
  file?.close();
  return undefined;
}

/** Reads the command line again only after an exec, or where the stack's address, which tells of one, may not be read. */
function reexamine(procfs: string, filter: ProcessFilter, before: Known): Known | undefined {
  const status = parseProcessStatus(before.file.read() ?? '');
  if (status === undefined || status.isDead) return undefined;
  // In the middle of an exec the command line is still empty.
  const isSettled = status.startStack !== '0' && textOf(before) !== '';
  if (isSettled && !isAnotherProgram(before.status, status)) return before;
  const candidate = examineProcess(procfs, before.candidate.pid, filter);
  return isCandidate(candidate) ? { ...before, candidate, status } : undefined;
}

function textOf({ candidate: { commandLine } }: Known): string {
  return commandLine.ok ? commandLine.value : commandLine.code;
}

/** As if its command line were too long to be read, which it is together with the others'. */
function withoutText(one: Known): Known {
  const [firstWord = ''] = splitNul(textOf(one));
  return { ...one, candidate: { ...one.candidate, firstWord, commandLine: { ok: false, code: 'E2BIG' } } };
}
