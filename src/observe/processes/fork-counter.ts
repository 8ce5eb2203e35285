// The kernel's count of forks since boot: while it stands still, no process is new.

import { statfsSync } from 'node:fs';
import { callSystem } from '../errno.ts';
import { readProcBytes } from './procfs.ts';

const label = '\nprocesses ';
/** A 64-bit number has 20 digits, and its newline ends it. In bytes. */
const maxLength = label.length + 21;

/** `undefined` where there is no counter: in a saved tree, or where it counts nothing. */
export function forkCount(procfs: string): number | undefined {
  const stat = readProcBytes(`${procfs}/stat`);
  const start = stat.ok ? stat.value.lastIndexOf(label) : -1;
  if (!stat.ok || start === -1) return undefined;
  const line = stat.value.toString('latin1', start, start + maxLength);
  const count = /^\nprocesses ([1-9]\d*)\n/.exec(line)?.[1];
  return count === undefined ? undefined : Number(count);
}

/** PROC_SUPER_MAGIC of statfs(2). */
const procfsMagic = 0x9f_a0;

/** Whether the counter is the kernel's and counts what this procfs shows: a file that is laid over it may stand still. */
export function isKernelCounter(procfs: string): boolean {
  const types = [procfs, `${procfs}/stat`].map((path) => callSystem(() => statfsSync(path).type));
  return types.every((type) => type.ok && type.value === procfsMagic);
}
