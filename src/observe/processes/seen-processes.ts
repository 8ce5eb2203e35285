// The processes of a procfs as they were seen last. A process is examined when its status shows another program than before.

import { fail, type Result } from '../../model/result.ts';
import { type Candidate, examineProcess, type NoCandidate, type ProcessFilter } from './processes.ts';
import { splitNul } from './procfs.ts';
import { isSameProgram, type ProcessStatus, readProcessStatus } from './process-status.ts';

/** `forked`: it still runs its parent's program. `crowded_out`: there are too many of interest. */
type Outcome = Result<Candidate, NoCandidate | 'forked' | 'crowded_out'>;

type Seen = {
  /** `undefined` where it could not be read. */
  readonly status: ProcessStatus | undefined;
  /** When the process was first seen, in milliseconds. */
  readonly since: number;
  /** When it was first seen with this program. */
  readonly programSince: number;
  readonly outcome: Outcome;
};

/** Limit on what is read again at each look: anybody can start processes that look interesting. */
const maxKnown = 1024;
/** Limit on the memory of all command lines, in characters. */
const maxTextHeld = 8 * 1024 * 1024;
/** A fork that lives on for so long without an exec is a program in its own right. In milliseconds. */
const forkDuration = 1000;
/** A program that was started so recently may exec the next one. In milliseconds. */
const recentAge = 30_000;
/** How long a fork is expected to exec. In milliseconds. */
const expectation = 10_000;

const pendingOutcomes: ReadonlySet<string> = new Set(['no_command_line', 'forked', 'crowded_out']);

export type SeenProcesses = {
  readonly pids: ReadonlyMap<number, Seen>;
  /** The processes of interest, the earliest first. */
  readonly known: ReadonlySet<number>;
  /** Processes that may be on their way to another program. */
  readonly unsettled: ReadonlySet<number>;
  /** Reads a process; `at` is in milliseconds, `since` for a process that was not seen before. `failed`: for want of a descriptor. */
  readonly look: (pid: number, at: number, since: number) => 'same' | 'changed' | 'failed';
  /** Whether a process is about to exec. */
  readonly isExpecting: (at: number) => boolean;
  /** Whether the process was of interest. */
  readonly forget: (pid: number) => boolean;
  readonly candidates: () => readonly Candidate[];
  /** How many processes do not let their command line be read. */
  readonly hidden: () => number;
};

export function createSeenProcesses(procfs: string, filter: ProcessFilter): SeenProcesses {
  const seen = new Map<number, Seen>();
  const known = new Set<number>();
  const unsettled = new Set<number>();
  let textHeld = 0;

  const forget = (pid: number): boolean => {
    textHeld -= textOf(seen.get(pid)).length;
    seen.delete(pid);
    unsettled.delete(pid);
    return known.delete(pid);
  };
  const keep = (pid: number, one: Seen, at: number): void => {
    textHeld += textOf(one).length - textOf(seen.get(pid)).length;
    seen.set(pid, one);
    put(known, pid, one.outcome.ok);
    put(unsettled, pid, isUnsettled(one, at));
  };
  const judge = (pid: number, status: ProcessStatus | undefined, age: number): Outcome => {
    if (status?.isKernelThread === true) return fail('of_no_interest');
    if (status?.hasNotExeced === true && age < forkDuration) return fail('forked');
    const outcome = examineProcess(procfs, pid, filter);
    if (!outcome.ok) return outcome;
    if (!known.has(pid) && known.size >= maxKnown) return fail('crowded_out');
    const others = textHeld - textOf(seen.get(pid)).length;
    const isTooMuch = others + lineOf(outcome.value).length > maxTextHeld;
    return isTooMuch ? { ok: true, value: withoutText(outcome.value) } : outcome;
  };

  return {
    pids: seen,
    known,
    unsettled,
    look: (pid, at, firstSeen) => {
      const before = seen.get(pid);
      // The status is read first: an exec right after it shows at the next look, an exec before it in the command line.
      const status = readProcessStatus(`${procfs}/${pid}`);
      if (before !== undefined && isSettled(before, status)) {
        put(unsettled, pid, isUnsettled(before, at));
        return 'same';
      }
      const times = timesOf(before, status, at) ?? { since: firstSeen, programSince: firstSeen };
      const outcome = judge(pid, status, at - times.since);
      if (!outcome.ok && outcome.error === 'no_descriptor') return 'failed';
      const now = { status, outcome, ...times };
      if (!outcome.ok && outcome.error === 'gone') forget(pid);
      else keep(pid, now, at);
      return identityOf(before) === identityOf(now) ? 'same' : 'changed';
    },
    forget,
    isExpecting: (at) => {
      for (const pid of unsettled) {
        const one = seen.get(pid);
        if (one !== undefined && at - one.since < expectation && (isFork(one) || isPending(one))) return true;
      }
      return false;
    },
    candidates: () => [...known].flatMap((pid) => candidateOf(seen.get(pid)) ?? []),
    hidden: () => {
      let count = 0;
      for (const { outcome } of seen.values()) if (!outcome.ok && outcome.error === 'hidden') count += 1;
      return count;
    },
  };
}

function put(pids: Set<number>, pid: number, isIn: boolean): void {
  if (isIn) pids.add(pid);
  else pids.delete(pid);
}

/** Whether its command line need not be read again. That of a process of interest is: an exec may leave its status equal. */
function isSettled(before: Seen, status: ProcessStatus | undefined): boolean {
  if (before.outcome.ok || isPending(before) || before.status === undefined || status === undefined)
    return false;
  return isSameProgram(before.status, status);
}

/** A process without a command line may be in an exec, or dead. */
function isPending({ status, outcome }: Seen): boolean {
  return !outcome.ok && pendingOutcomes.has(outcome.error) && status?.isDead !== true;
}

function isFork({ status }: Seen): boolean {
  return status?.hasNotExeced === true && !status.isKernelThread && !status.isDead;
}

function isUnsettled(one: Seen, at: number): boolean {
  return isFork(one) || isPending(one) || at - one.programSince < recentAge;
}

/** `undefined` for a process that was not seen before. */
function timesOf(
  before: Seen | undefined,
  status: ProcessStatus | undefined,
  at: number,
): Pick<Seen, 'since' | 'programSince'> | undefined {
  if (before === undefined) return undefined;
  const { since, programSince } = before;
  if (before.status === undefined || status === undefined) return { since, programSince };
  const isSameProcess = before.status.startTime === status.startTime;
  return {
    since: isSameProcess ? since : at,
    programSince: isSameProgram(before.status, status) ? programSince : at,
  };
}

function candidateOf(one: Seen | undefined): Candidate | undefined {
  return one?.outcome.ok === true ? one.outcome.value : undefined;
}

/** What makes a process of interest the one that it is; '' for any other process. */
function identityOf(one: Seen | undefined): string {
  const candidate = candidateOf(one);
  return candidate === undefined ? '' : JSON.stringify([one?.status, candidate]);
}

function textOf(one: Seen | undefined): string {
  const candidate = candidateOf(one);
  return candidate === undefined ? '' : lineOf(candidate);
}

function lineOf({ commandLine }: Candidate): string {
  return commandLine.ok ? commandLine.value : '';
}

/** Drops the command line once the total kept exceeds the limit. */
function withoutText(candidate: Candidate): Candidate {
  const [firstWord = ''] = splitNul(lineOf(candidate));
  return { ...candidate, firstWord, commandLine: fail('E2BIG') };
}
