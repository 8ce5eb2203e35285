// The processes of a procfs that matter to the agent, each part as far as it may be read.

import { join } from 'node:path';
import type { ProcessObservation, ProcessTable } from '../../model/observation.ts';
import type { Cause, Reason } from '../../model/reason.ts';
import { fail, failWith, ok, type Result } from '../../model/result.ts';
import { describeErrno } from '../errno.ts';
import { readProcessStatus } from './process-status.ts';
import { listProcesses, readFirstWord, readProcLink, readProcText, splitNul, type ProcRead } from './procfs.ts';

/** The kind of a process by its argv and executable ('' where it may not be read); `undefined`: of no interest. */
export type ProcessFilter = (argv: readonly string[], exe: string) => string | undefined;

export type Candidate = {
  readonly pid: number;
  readonly commandLine: ProcRead<string>;
  /** The first word of a command line that cannot be read as a whole. */
  readonly firstWord: string | undefined;
  readonly exe: string | undefined;
};

export type ProcessScan = {
  readonly candidates: readonly Candidate[];
  /** How many processes do not let their command line be read: any of them may be etcd. */
  readonly hidden: number;
};

/** A node has a handful of processes of interest, but anybody can start thousands with such a name. */
const maxProcesses = 64;
/** Limit for all command lines and environments together, in characters. */
const maxCharacters = 8 * 1024 * 1024;

/** Below the agent's own control group the kernel shows others by a path that may begin at the pod. */
const containerGroup = /kubepods|docker|containerd|crio|libpod|cri-|\/pod[\da-f-]{32}/;

export function procfsUnreadable(procfs: string, code: string): Cause {
  return { reason: 'procfs_unreadable', detail: `${procfs} ${describeErrno(code)}` };
}

const goneCodes = new Set(['ENOENT', 'ESRCH']);
const shortageCodes = new Set(['EMFILE', 'ENFILE']);

/**
 * Why a process is no candidate: `hidden` ones may be of interest, and one without a command line may be in an exec.
 * `no_descriptor`: no file can be opened now.
 */
export type NoCandidate = 'gone' | 'hidden' | 'no_descriptor' | 'no_command_line' | 'of_no_interest';

export function examineProcess(procfs: string, pid: number, filter: ProcessFilter): Result<Candidate, NoCandidate> {
  // Every process is examined now and then, and `join` takes as long as a system call.
  const directory = `${procfs}/${pid}`;
  const commandLine = readProcText(`${directory}/cmdline`);
  if (!commandLine.ok && goneCodes.has(commandLine.error)) return fail('gone');
  if (!commandLine.ok && shortageCodes.has(commandLine.error)) return fail('no_descriptor');
  const isLong = !commandLine.ok && commandLine.error === 'E2BIG';
  const argv = commandLine.ok ? splitNul(commandLine.value) : [];
  const thread = commandLine.ok && argv.length === 0 ? otherThread(directory, pid) : undefined;
  const visible = thread ?? directory;
  const firstWord = isLong || thread !== undefined ? readFirstWord(`${visible}/cmdline`) : undefined;
  const link = readProcLink(`${visible}/exe`);
  const exe = link.ok ? link.value : undefined;
  if (filter(firstWord === undefined ? argv : [firstWord], exe ?? '') !== undefined)
    return ok({ pid, commandLine, firstWord, exe });
  if (!commandLine.ok) return fail(isLong ? 'of_no_interest' : 'hidden');
  return fail(argv.length > 0 || thread !== undefined ? 'of_no_interest' : 'no_command_line');
}

/** The directory of another thread that lives: once its first thread has ended, a process shows its program through the others. */
function otherThread(directory: string, pid: number): string | undefined {
  const threads = listProcesses(`${directory}/task`);
  const others = threads.ok ? threads.value.filter((id) => id !== pid) : [];
  return others.map((id) => `${directory}/task/${id}`).find((thread) => readProcessStatus(thread)?.isDead === false);
}

export function readProcesses(procfs: string, scan: ProcessScan): ProcessTable {
  const { candidates } = scan;
  const observed = observeSome(procfs, candidates);
  const processes = observed.flatMap((process) => (process.ok ? [process.value] : []));
  return {
    processes,
    problem: visibilityProblem(procfs, processes, scan),
    vanished: observed.filter((process) => !process.ok && process.error === 'vanished').length,
    unread: candidates.length - observed.length,
  };
}

/** Observes the first candidates, up to the limits on their number and on the length of their texts. */
function observeSome(procfs: string, candidates: readonly Candidate[]): readonly Observed[] {
  const observed: Observed[] = [];
  let characters = 0;
  for (const candidate of candidates.slice(0, maxProcesses)) {
    const process = observeProcess(procfs, candidate);
    observed.push(process);
    if (process.ok) characters += lengthOf(process.value.argv) + lengthOf(process.value.environ);
    if (characters > maxCharacters) break;
  }
  return observed;
}

function lengthOf(read: Result<readonly string[]>): number {
  return read.ok ? read.value.reduce((sum, word) => sum + word.length + 1, 0) : 0;
}

/** A process has `vanished` when it ended, or its id went to another process, while it was being read. */
type Observed = Result<ProcessObservation, 'dead' | 'vanished'>;

function observeProcess(procfs: string, { pid, commandLine, firstWord, exe }: Candidate): Observed {
  const directory = join(procfs, `${pid}`);
  const before = readProcessStatus(directory);
  if (before === undefined) return fail('vanished');
  if (before.isDead && otherThread(directory, pid) === undefined) return fail('dead');
  // The environment of a first thread that has ended reads as empty.
  const environ = before.isDead ? fail('ESRCH') : readProcText(join(directory, 'environ'));
  const cgroup = readProcText(join(directory, 'cgroup'));
  const after = readProcessStatus(directory);
  // A process that ends loses its environment first.
  if (after?.startTime !== before.startTime || after.isDead !== before.isDead) return fail('vanished');
  return ok({
    pid,
    startTime: before.startTime,
    argv: argvOf(commandLine, pid),
    ...(firstWord === undefined ? {} : { firstWord }),
    environ: words(environ, 'environment_unreadable', `the environment of pid ${pid}`),
    exe,
    containerised: cgroup.ok && containerGroup.test(cgroup.value),
  });
}

/** Between exec and the end of start-up the command line is empty for a moment; no member has an empty one. */
function argvOf(commandLine: ProcRead<string>, pid: number): Result<readonly string[]> {
  return commandLine.ok && commandLine.value === ''
    ? failWith('command_line_unreadable', `the command line of pid ${pid} is empty`)
    : words(commandLine, 'command_line_unreadable', `the command line of pid ${pid}`);
}

function words(read: ProcRead<string>, reason: Reason, name: string): Result<readonly string[]> {
  return read.ok ? ok(splitNul(read.value)) : failWith(reason, `${name} ${describeErrno(read.error)}`);
}

/** Why this procfs may not show the node's etcd, if it may not. */
function visibilityProblem(
  procfs: string,
  processes: readonly ProcessObservation[],
  { hidden }: ProcessScan,
): Cause | undefined {
  const reason = 'host_processes_not_visible';
  if (hidden > 0) return { reason, detail: `${hidden} processes in ${procfs} do not let their command line be read` };
  // A live procfs without kernel threads is a container's own; a saved tree has no `self`.
  const isLive = readProcLink(join(procfs, 'self')).ok;
  const kernelThread = readProcText(join(procfs, '2', 'comm'));
  const showsHost = kernelThread.ok && kernelThread.value.trim() === 'kthreadd';
  if (processes.length > 0 || !isLive || showsHost) return undefined;
  return { reason, detail: `${procfs} shows only the processes of a container` };
}
