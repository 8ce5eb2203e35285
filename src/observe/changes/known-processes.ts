// The processes of interest that are known, each on a kept descriptor: its death, a reused id and an exec in place all show.

import { join } from 'node:path';
import { type Candidate, examineProcess, type ProcessFilter } from '../processes.ts';
import { keepFile, type KeptFile } from './kept-file.ts';
import { isAnotherProgram, parseProcessStatus, type ProcessStatus } from './process-status.ts';

type Known = { readonly candidate: Candidate; readonly status: ProcessStatus; readonly file: KeptFile };

export type KnownProcesses = {
  readonly has: (pid: number) => boolean;
  /** False when the process is gone already. */
  readonly add: (candidate: Candidate) => boolean;
  /** Looks at each once; true when any ended or became another. */
  readonly haveChanged: () => boolean;
  readonly candidates: () => readonly Candidate[];
  readonly close: () => void;
};

export function createKnownProcesses(procfs: string, filter: ProcessFilter): KnownProcesses {
  const known = new Map<number, Known>();
  const forget = (pid: number): void => {
    known.get(pid)?.file.close();
    known.delete(pid);
  };
  const update = (pid: number, before: Known): boolean => {
    const now = reexamine(procfs, filter, before);
    if (now === undefined) forget(pid);
    else known.set(pid, now);
    return now === undefined || isAnotherProgram(before.status, now.status) || textOf(before) !== textOf(now);
  };
  return {
    has: (pid) => known.has(pid),
    add: (candidate) => {
      const file = keepFile(join(procfs, `${candidate.pid}`, 'stat'));
      const status = parseProcessStatus(file?.read() ?? '');
      if (file === undefined || status === undefined) {
        file?.close();
        return false;
      }
      forget(candidate.pid);
      known.set(candidate.pid, { candidate, status, file });
      return true;
    },
    haveChanged: () => [...known].filter(([pid, one]) => update(pid, one)).length > 0,
    candidates: () => [...known.values()].map(({ candidate }) => candidate),
    close: () => {
      for (const pid of known.keys()) forget(pid);
    },
  };
}

/** Reads the command line again only after an exec, or where the stack's address, which tells of one, may not be read. */
function reexamine(procfs: string, filter: ProcessFilter, before: Known): Known | undefined {
  const status = parseProcessStatus(before.file.read() ?? '');
  if (status === undefined || status.isDead) return undefined;
  const isTold = status.startStack !== '0';
  if (isTold && !isAnotherProgram(before.status, status)) return before;
  const candidate = examineProcess(procfs, before.candidate.pid, filter);
  return candidate === undefined || candidate === 'hidden' ? undefined : { ...before, candidate, status };
}

function textOf({ candidate: { commandLine } }: Known): string {
  return commandLine.ok ? commandLine.value : commandLine.code;
}
