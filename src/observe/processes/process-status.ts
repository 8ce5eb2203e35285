// /proc/PID/stat: one read shows whether a process lives, whether it is a thread, and whether it has exec'd.

export type ProcessStatus = {
  readonly command: string;
  readonly isDead: boolean;
  /** A thread, or a kernel thread: neither can become etcd. */
  readonly isThread: boolean;
  /** Forked and still running its parent's program. */
  readonly hasNotExeced: boolean;
  /** Changes with every exec; 0 where it may not be read. */
  readonly startStack: string;
  /** Start time in clock ticks since boot. */
  readonly startTime: number;
};

const kernelThread = 0x0020_0000;
const forkedWithoutExec = 0x40;

/** Fields are numbered as in proc(5); the command before them may hold blanks and parentheses. */
export function parseProcessStatus(text: string): ProcessStatus | undefined {
  const end = text.lastIndexOf(')');
  const fields = text.slice(end + 2).split(' ');
  const field = (number: number): string => fields[number - 3] ?? '';
  const startTime = Number(field(22));
  if (end === -1 || field(22) === '' || !Number.isSafeInteger(startTime)) return undefined;
  const flags = Number(field(9));
  return {
    command: text.slice(text.indexOf('(') + 1, end),
    isDead: field(3) === 'Z' || field(3) === 'X',
    isThread: field(38) === '-1' || (flags & kernelThread) !== 0,
    hasNotExeced: (flags & forkedWithoutExec) !== 0,
    startStack: field(28),
    startTime,
  };
}

/** An exec lies between the two: each gives the process a new stack, and most a new name. */
export function isAnotherProgram(before: ProcessStatus, now: ProcessStatus): boolean {
  return (
    before.hasNotExeced !== now.hasNotExeced ||
    before.command !== now.command ||
    before.startStack !== now.startStack
  );
}
