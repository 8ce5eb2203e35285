// The processes of a procfs that the agent wants to know of, each part as far as it may be read.

import { join } from 'node:path';
import type { ProcessObservation, ProcessTable } from '../../model/observation.ts';
import { type Cause } from '../../model/reason.ts';
import { type Result, ok, failWith } from '../../model/result.ts';
import { describeErrno } from '../errno.ts';
import { parseProcessStatus, type ProcessStatus } from './process-status.ts';
import {
  listProcesses,
  readFirstWord,
  readProcLink,
  readProcText,
  splitNul,
  type ProcRead,
} from './procfs.ts';

/** Tells by argv and executable ('' where it may not be read) what a process is; `undefined`: of no interest. */
export type ProcessFilter = (argv: readonly string[], exe: string) => string | undefined;

export type Candidate = {
  readonly pid: number;
  readonly kind: string;
  readonly commandLine: ProcRead<string>;
  /** The first word of a command line that is too long to be read. */
  readonly firstWord: string | undefined;
  readonly exe: ProcRead<string>;
};

export type ProcessScan = {
  readonly candidates: readonly Candidate[];
  /** Processes whose command line may not be read, and which are therefore anyone's guess. */
  readonly hidden: number;
  readonly problem: Cause | undefined;
};

/** A node has a handful of processes of interest; anybody can name thousands so. What they say may be large as well: in characters. */
const maxProcesses = 64;
const maxCharacters = 8 * 1024 * 1024;

/** Below the agent's own control group the kernel shows others by a path that may begin at the pod. */
const containerGroup = /kubepods|docker|containerd|crio|libpod|cri-|\/pod[\da-f-]{32}/;

const gone = new Set(['ENOENT', 'ESRCH']);

/** Looks at every process: two reads each. */
export function scanProcesses(procfs: string, filter: ProcessFilter): ProcessScan {
  const pids = listProcesses(procfs);
  if (!pids.ok) {
    const cause: Cause = { reason: 'procfs_unreadable', detail: `${procfs} ${describeErrno(pids.code)}` };
    return { candidates: [], hidden: 0, problem: cause };
  }
  const candidates: Candidate[] = [];
  let hidden = 0;
  for (const pid of pids.value) {
    const candidate = examineProcess(procfs, pid, filter);
    if (candidate === 'hidden') hidden += 1;
    else if (isCandidate(candidate)) candidates.push(candidate);
  }
  return { candidates, hidden, problem: undefined };
}

/** Looks at one process: `undefined` when it is of no interest or gone, `hidden` when nobody may know, `blank` without a command line. */
export function examineProcess(
  procfs: string,
  pid: number,
  filter: ProcessFilter,
): Candidate | 'hidden' | 'blank' | undefined {
  // Every process is asked this now and then: without join, which takes as long as a system call.
  const file = `${procfs}/${pid}/cmdline`;
  const commandLine = readProcText(file);
  if (!commandLine.ok && gone.has(commandLine.code)) return undefined;
  const isLong = !commandLine.ok && commandLine.code === 'E2BIG';
  const firstWord = isLong ? readFirstWord(file) : undefined;
  const known = commandLine.ok ? splitNul(commandLine.value) : firstWord === undefined ? [] : [firstWord];
  const exe = readProcLink(`${procfs}/${pid}/exe`);
  const kind = filter(known, exe.ok ? exe.value : '');
  if (kind !== undefined) return { pid, kind, commandLine, firstWord, exe };
  if (commandLine.ok && commandLine.value === '') return 'blank';
  return commandLine.ok || isLong ? undefined : 'hidden';
}

export function isCandidate(seen: ReturnType<typeof examineProcess>): seen is Candidate {
  return typeof seen === 'object';
}

/** What identifies the processes of interest: changes when one starts, ends or becomes another. */
export function processFingerprint(procfs: string, { candidates, problem }: ProcessScan): string {
  const parts = candidates.map(({ pid, commandLine }) => {
    const stat = readProcText(join(procfs, `${pid}`, 'stat'));
    const startTime = stat.ok ? parseProcessStatus(stat.value)?.startTime : stat.code;
    // An exec in place keeps the id and the start time, and may keep the command line.
    const environ = readProcText(join(procfs, `${pid}`, 'environ'));
    return [pid, startTime, ...[commandLine, environ].map((one) => (one.ok ? one.value : one.code))].join(
      ' ',
    );
  });
  return [problem?.reason ?? '', ...parts].join('\n');
}

export function readProcesses(procfs: string, { candidates, hidden, problem }: ProcessScan): ProcessTable {
  const observed = observeSome(procfs, candidates);
  const processes = observed.filter((one) => one !== undefined && one !== 'dead');
  return {
    processes,
    problem: problem ?? blindness(procfs, processes.length > 0, hidden),
    vanished: observed.filter((one) => one === undefined).length,
    unread: candidates.length - observed.length,
  };
}

/** The first ones, as far as the bounds on their number and on what they say allow. */
function observeSome(
  procfs: string,
  candidates: readonly Candidate[],
): readonly ReturnType<typeof observeProcess>[] {
  const observed: ReturnType<typeof observeProcess>[] = [];
  let characters = 0;
  for (const candidate of candidates.slice(0, maxProcesses)) {
    if (characters > maxCharacters) break;
    const one = observeProcess(procfs, candidate);
    observed.push(one);
    if (one !== undefined && one !== 'dead') characters += lengthOf(one.argv) + lengthOf(one.environ);
  }
  return observed;
}

function lengthOf(read: Result<readonly string[]>): number {
  return read.ok ? read.value.reduce((sum, word) => sum + word.length + 1, 0) : 0;
}

/** `undefined` when the process ended, or its id went to another process, while it was being read. */
function observeProcess(
  procfs: string,
  { pid, commandLine, firstWord, exe }: Candidate,
): ProcessObservation | 'dead' | undefined {
  const directory = join(procfs, `${pid}`);
  const before = readStat(directory);
  if (before === undefined) return undefined;
  if (before.isDead) return 'dead';
  const environ = readProcText(join(directory, 'environ'));
  const cgroup = readProcText(join(directory, 'cgroup'));
  const after = readStat(directory);
  if (after?.startTime !== before.startTime) return undefined;
  return {
    pid,
    startTime: before.startTime,
    argv: words(commandLine, 'command_line_unreadable', pid),
    ...(firstWord === undefined ? {} : { firstWord }),
    environ: words(environ, 'environment_unreadable', pid),
    exe: exe.ok ? exe.value : undefined,
    containerised: cgroup.ok && containerGroup.test(cgroup.value),
  };
}

function readStat(directory: string): ProcessStatus | undefined {
  const stat = readProcText(join(directory, 'stat'));
  return stat.ok ? parseProcessStatus(stat.value) : undefined;
}

function words(
  read: ProcRead<string>,
  reason: 'command_line_unreadable' | 'environment_unreadable',
  pid: number,
): Result<readonly string[]> {
  // Between exec and the end of start-up the command line is empty for a moment; no member has an empty one.
  if (read.ok && read.value === '' && reason === 'command_line_unreadable') {
    return failWith(reason, `the command line of pid ${pid} is empty`);
  }
  if (read.ok) return ok(splitNul(read.value));
  const what = reason === 'command_line_unreadable' ? 'command line' : 'environment';
  return failWith(reason, `the ${what} of pid ${pid} ${describeErrno(read.code)}`);
}

/** Why this procfs may not show the node's etcd, if it may not. */
function blindness(procfs: string, foundAny: boolean, hidden: number): Cause | undefined {
  if (hidden > 0) {
    return {
      reason: 'host_processes_not_visible',
      detail: `${hidden} processes in ${procfs} do not let their command line be read`,
    };
  }
  // A live procfs without kernel threads is a container's own; a saved tree has no `self`.
  const isLive = readProcLink(join(procfs, 'self')).ok;
  const kernelThread = readProcText(join(procfs, '2', 'comm'));
  const showsHost = kernelThread.ok && kernelThread.value.trim() === 'kthreadd';
  if (foundAny || !isLive || showsHost) return undefined;
  return {
    reason: 'host_processes_not_visible',
    detail: `${procfs} shows only the processes of a container`,
  };
}
