// A procfs of files, whose counters tell only what a test writes into them, and watchers of one.

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type ProcessWatcher, watchProcesses } from '../../../../src/observe/processes/process-watcher.ts';
import type { ProcessFilter } from '../../../../src/observe/processes/processes.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

export function watching(procfs: string, wanted: ProcessFilter, ownPid: number): ProcessWatcher {
  const watcher = watchProcesses(procfs, wanted, ownPid);
  if (watcher === undefined) throw new Error('processes cannot be followed here');
  onTestFinished(watcher.close);
  return watcher;
}

export const etcdOnly: ProcessFilter = ([program]) => (program === 'etcd' ? 'etcd' : undefined);

export function quietProcfs(): {
  readonly procfs: string;
  readonly add: (pid: number, program: string, commandLine?: string) => void;
  /** Makes it one with a cursor, for the reader with process id 1. */
  readonly setNewest: (pid: number) => void;
} {
  const procfs = temporaryDirectory();
  symlinkSync('1', join(procfs, 'self'));
  writeFileSync(join(procfs, 'stat'), 'processes 100\n');
  const add = (pid: number, program: string, commandLine = `${program}\0`): void => {
    mkdirSync(join(procfs, `${pid}`), { recursive: true });
    writeFileSync(join(procfs, `${pid}/cmdline`), commandLine);
    writeFileSync(
      join(procfs, `${pid}/stat`),
      `${pid} (${program}) S ${'0 '.repeat(18)}7 ${'0 '.repeat(16)}\n`,
    );
  };
  const setNewest = (pid: number): void => {
    mkdirSync(join(procfs, '1/task/1'), { recursive: true });
    mkdirSync(join(procfs, 'sys/kernel'), { recursive: true });
    writeFileSync(join(procfs, 'sys/kernel/pid_max'), '32768\n');
    writeFileSync(join(procfs, 'loadavg'), `0 0 0 1/1 ${pid}\n`);
  };
  return { procfs, add, setNewest };
}

/** A watcher by the cursor of such a procfs, whose newest id is 400. */
export function byCursor(): ReturnType<typeof quietProcfs> & { readonly watcher: ProcessWatcher } {
  const quiet = quietProcfs();
  quiet.add(1, 'other');
  quiet.setNewest(400);
  const watcher = watching(quiet.procfs, etcdOnly, 1);
  watcher.look(0, 'quick');
  return { ...quiet, watcher };
}

export const idsKnownTo = (watcher: ProcessWatcher): readonly number[] =>
  watcher.processes().candidates.map(({ pid }) => pid);
