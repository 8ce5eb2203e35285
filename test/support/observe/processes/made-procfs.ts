// A procfs of files, whose fork counter moves only when a test writes it, and a follower of it by a clock of the test.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProcessFollower, type ProcessFollower } from '../../../../src/observe/processes/process-follower.ts';
import type { ProcessFilter } from '../../../../src/observe/processes/processes.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const etcdOnly: ProcessFilter = ([program]) => (program === 'etcd' ? 'etcd' : undefined);

export const flags = { forkedWithoutExec: 0x40, kernelThread: 0x0020_0040 } as const;

type Made = {
  readonly commandLine?: string;
  readonly command?: string;
  readonly state?: string;
  readonly flags?: number;
  readonly startTime?: number;
  readonly startStack?: number;
};

export type MadeProcfs = {
  readonly procfs: string;
  /** Writes the files of a process, and leaves the counter alone. */
  readonly put: (pid: number, program: string, made?: Made) => void;
  readonly remove: (pid: number) => void;
  /** Moves the fork counter. */
  readonly fork: () => void;
};

export function madeProcfs(): MadeProcfs {
  const procfs = temporaryDirectory();
  let forks = 100;
  const fork = (): void => {
    forks += 1;
    writeFileSync(join(procfs, 'stat'), `cpu 1 2 3\nintr 5 0 0\nprocesses ${forks}\nprocs_running 1\n`);
  };
  fork();
  return {
    procfs,
    fork,
    put: (pid, program, made = {}) => {
      mkdirSync(join(procfs, `${pid}`), { recursive: true });
      writeFileSync(join(procfs, `${pid}/cmdline`), made.commandLine ?? `${program}\0`);
      writeFileSync(join(procfs, `${pid}/stat`), statText(pid, program, made));
    },
    remove: (pid) => rmSync(join(procfs, `${pid}`), { recursive: true }),
  };
}

function statText(pid: number, program: string, made: Made): string {
  const { command = program, state = 'S', flags: bits = 0, startTime = 7, startStack = 1000 } = made;
  return `${pid} (${command}) ${state} 1 1 1 0 -1 ${bits} ${'0 '.repeat(12)}${startTime} 0 0 0 0 0 ${startStack} 0 0\n`;
}

export type Followed = {
  readonly follower: ProcessFollower;
  /** A quick look, so many milliseconds after the last one; whether there is a change that was not read. */
  readonly quick: (milliseconds: number) => boolean;
  readonly full: (milliseconds: number) => boolean;
  /** The ids of the processes of interest, by a full look so many milliseconds later. */
  readonly read: (milliseconds?: number) => readonly number[];
};

export function following(procfs: string, filter: ProcessFilter = etcdOnly): Followed {
  let at = 0;
  const follower = createProcessFollower(procfs, filter, () => at);
  const after = <T>(milliseconds: number, look: () => T): T => {
    at += milliseconds;
    return look();
  };
  return {
    follower,
    quick: (milliseconds) => after(milliseconds, () => follower.haveChanged('quick')),
    full: (milliseconds) => after(milliseconds, () => follower.haveChanged('full')),
    read: (milliseconds = 0) => after(milliseconds, () => follower.read().processes.map(({ pid }) => pid)),
  };
}
