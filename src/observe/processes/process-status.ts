// /proc/PID/stat: one read shows whether a process lives, which process it is, and whether it has exec'd.

import { readProcHead } from './procfs.ts';

export type ProcessStatus = {
  /** The name of the program, cut after 15 bytes. */
  readonly command: string;
  /** Its first thread has ended, or is about to; others may live on. */
  readonly isDead: boolean;
  readonly isKernelThread: boolean;
  /** Forked and still running its parent's program. */
  readonly hasNotExeced: boolean;
  /** In clock ticks since boot. */
  readonly startTime: number;
  /** Changes with every exec; 0 where it may not be read. */
  readonly startStack: number;
};

const kernelThread = 0x0020_0000;
const forkedWithoutExec = 0x40;
const exiting = 0x04;

const [blank, newline, zero] = [0x20, 0x0a, 0x30];

/** Fields are numbered as in proc(5). */
const fields = { state: 3, flags: 9, startTime: 22, startStack: 28 } as const;

/** `undefined` when the file cannot be read or parsed. */
export function readProcessStatus(directory: string): ProcessStatus | undefined {
  const stat = readProcHead(`${directory}/stat`);
  return stat.ok ? parseProcessStatus(stat.value) : undefined;
}

/** The command may hold blanks and parentheses. */
function parseProcessStatus(stat: Buffer): ProcessStatus | undefined {
  const end = stat.lastIndexOf(')');
  const numbers = numbersOf(stat, end + 2);
  const startTime = numbers[fields.startTime];
  if (end === -1 || startTime === undefined) return undefined;
  const flags = numbers[fields.flags] ?? 0;
  return {
    command: stat.toString('latin1', stat.indexOf('(') + 1, end),
    isDead: (flags & exiting) !== 0 || /[XZ]/.test(stat.toString('latin1', end + 2, end + 3)),
    isKernelThread: (flags & kernelThread) !== 0,
    hasNotExeced: (flags & forkedWithoutExec) !== 0,
    startTime,
    startStack: numbers[fields.startStack] ?? 0,
  };
}

/** The fields from the state to the start of the stack, by number. Letters and signs give a number without a meaning. */
function numbersOf(stat: Buffer, from: number): readonly number[] {
  const numbers = Array.from<number>({ length: fields.state }).fill(0);
  let value = 0;
  for (let index = from; index < stat.length && numbers.length <= fields.startStack; index += 1) {
    const byte = stat[index] ?? 0;
    if (byte === blank || byte === newline) {
      numbers.push(value);
      value = 0;
    } else value = value * 10 + byte - zero;
  }
  return numbers;
}

/** Whether both are of one process that did not exec in between. An exec that leaves all of them equal shows in its command line. */
export function isSameProgram(before: ProcessStatus, now: ProcessStatus): boolean {
  return (
    before.startTime === now.startTime &&
    before.startStack === now.startStack &&
    before.command === now.command &&
    before.hasNotExeced === now.hasNotExeced &&
    before.isDead === now.isDead
  );
}
