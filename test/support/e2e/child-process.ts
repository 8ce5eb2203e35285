import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { timeOf } from '../stopwatch.ts';

export type Exit = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
};

/** `afterMs` leaves out the time that it waited for a core. */
export type Stopped = Exit & { readonly afterMs: number };

export type Child = {
  readonly name: string;
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly hasExited: () => boolean;
  readonly exited: Promise<Exit>;
  readonly stop: (signal?: NodeJS.Signals) => Promise<Stopped>;
};

type Command = {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  readonly environment: Readonly<Record<string, string>>;
  readonly logDirectory: string;
  // A command that runs it as its child, such as one that enters namespaces. Signals go to the child.
  readonly through?: readonly string[];
};

// The kernel ends the child with the thread that started it, also when the test run itself is killed.
const endsWithParent = ['--pdeathsig', 'KILL', '--'] as const;
const living = new Set<Child>();
const graceMs = 10_000;

// Nothing of the developer's environment gets in but PATH: the agent and etcd both read variables.
export async function startChild(command: Command): Promise<Child> {
  const { name, argv, environment, logDirectory, through = [] } = command;
  const logs = ['stdout', 'stderr'].map((stream) => join(logDirectory, `${name}.${stream}.log`));
  const files = logs.map((log) => openSync(log, 'w'));
  const words = through.length === 0 ? argv : [...through, 'setpriv', ...endsWithParent, ...argv];
  const spawned = spawn('setpriv', [...endsWithParent, ...words], {
    cwd: logDirectory,
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', ...files],
  });
  files.forEach((file) => closeSync(file));
  const pid = await new Promise<number>((resolve, reject) => {
    spawned.once('error', reject);
    spawned.once('spawn', () => resolve(spawned.pid ?? -1));
  });
  const [stdout, stderr] = logs.map((log) => () => readFileSync(log, 'utf8'));
  const streams = { stdout: stdout ?? String, stderr: stderr ?? String };
  const child = attend(name, pid, streams, spawned, through.length > 0);
  living.add(child);
  void child.exited.then(() => living.delete(child));
  return child;
}

type Spawned = ReturnType<typeof spawn>;
type Streams = Pick<Child, 'stdout' | 'stderr'>;

function attend(name: string, pid: number, streams: Streams, spawned: Spawned, isParent: boolean): Child {
  let exit: Exit | undefined;
  const exited = new Promise<Exit>((resolve) => {
    spawned.once('exit', (code, signal) => {
      exit = { code, signal };
      resolve(exit);
    });
  });
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<Stopped> => {
    if (exit !== undefined) return { ...exit, afterMs: 0 };
    const time = timeOf(exited, pid);
    const inner = isParent ? childOf(pid) : undefined;
    if (inner === undefined) spawned.kill(signal);
    else process.kill(inner, signal);
    const killer = setTimeout(() => spawned.kill('SIGKILL'), graceMs);
    const ended = await exited.finally(() => clearTimeout(killer));
    return { ...ended, afterMs: await time };
  };
  return { name, pid, ...streams, hasExited: () => exit !== undefined, exited, stop };
}

/** The id, as this process sees it, of the child that a process runs a program in, or any child; `undefined`: there is none. */
export function childOf(pid: number | undefined, program = ''): number | undefined {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    const isIt = (child: string): boolean => {
      const [first = ''] = readFileSync(`/proc/${child}/cmdline`, 'utf8').split('\0');
      return first.endsWith(program);
    };
    return children.filter((child) => child !== '' && isIt(child)).map(Number)[0];
  } catch {
    return undefined;
  }
}

// Without grace: an etcd leader would look for a successor for seconds, and nothing written is kept.
export async function killEveryChild(): Promise<void> {
  await Promise.all([...living].map((child) => child.stop('SIGKILL')));
}

export function logTail(child: Child): string {
  const lines = `${child.stdout()}${child.stderr()}`.trimEnd().split('\n');
  return `${child.name} (pid ${child.pid}) wrote at last:\n${lines.slice(-20).join('\n')}`;
}
