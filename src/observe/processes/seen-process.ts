// One process as it was seen last, and what that says of its future.

import { fail, type Result } from '../../model/result.ts';
import { isSameProgram, type ProcessStatus } from './process-status.ts';
import type { Candidate, NoCandidate } from './processes.ts';
import { splitNul } from './procfs.ts';

export type SeenProcess = {
  /** `undefined` where it could not be read. */
  readonly status: ProcessStatus | undefined;
  /** When the process was first seen since its last exec. In milliseconds. */
  readonly since: number;
  /** `forked`: it still runs its parent's program. `crowded_out`: there are too many of interest. */
  readonly outcome: Result<Candidate, NoCandidate | 'forked' | 'crowded_out'>;
};

/** A program that was started so recently may exec the next one. In milliseconds. */
const recentAge = 30_000;
/** How long a fork is expected to exec. In milliseconds. */
const expectation = 10_000;

const pendingOutcomes: ReadonlySet<string> = new Set(['no_command_line', 'forked', 'crowded_out']);

/** Whether its command line need not be read again. That of a process of interest is: an exec may leave its status equal. */
export function isSettled(before: SeenProcess, status: ProcessStatus | undefined): boolean {
  if (before.outcome.ok || isPending(before) || before.status === undefined || status === undefined) return false;
  return isSameProgram(before.status, status);
}

/** A process without a command line may be in an exec, or dead. */
function isPending({ status, outcome }: SeenProcess): boolean {
  return !outcome.ok && pendingOutcomes.has(outcome.error) && status?.isDead !== true;
}

function isAboutToExec(one: SeenProcess): boolean {
  const { status } = one;
  const isFork = status?.hasNotExeced === true && !status.isKernelThread && !status.isDead;
  return isFork || isPending(one);
}

/** Whether it is to be read at each look. */
export function isUnsettled(one: SeenProcess, at: number): boolean {
  return isAboutToExec(one) || at - one.since < recentAge;
}

/** Whether the next look is worth while soon. Many a fork never execs. */
export function isExecExpected(one: SeenProcess | undefined, at: number): boolean {
  return one !== undefined && at - one.since < expectation && isAboutToExec(one);
}

/** Whether the process execed, or its id went to another. A new name alone costs no exec. */
export function isRestarted(before: ProcessStatus | undefined, now: ProcessStatus | undefined): boolean {
  return before !== undefined && now !== undefined && !isSameProgram({ ...before, command: now.command }, now);
}

export function candidateOf(one: SeenProcess | undefined): Candidate | undefined {
  return one?.outcome.ok === true ? one.outcome.value : undefined;
}

/** What makes a process of interest the one that it is; '' for any other process. */
export function identityOf(one: SeenProcess | undefined): string {
  const candidate = candidateOf(one);
  return candidate === undefined ? '' : JSON.stringify([one?.status, candidate]);
}

/** The length of the command line that is held for a process of interest, in characters. */
export function textLength(candidate: Candidate | undefined): number {
  return candidate?.commandLine.ok === true ? candidate.commandLine.value.length : 0;
}

/** Drops the command line. */
export function withoutText(candidate: Candidate): Candidate {
  const { commandLine } = candidate;
  const [firstWord = ''] = commandLine.ok ? splitNul(commandLine.value) : [];
  return { ...candidate, firstWord, commandLine: fail('E2BIG') };
}
