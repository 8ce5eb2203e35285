import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../temporary-directory.ts';

type Entry = {
  readonly pid: number;
  readonly cmdline: string | Uint8Array;
  readonly comm?: string;
  readonly state?: string;
  readonly startTime?: number;
  readonly environ?: string;
  readonly cgroup?: string;
  readonly exe?: string;
};

/** A process directory of files; a real one gives no way to make some of what must be met. */
export function procfsTree(...entries: readonly Entry[]): string {
  const procfs = temporaryDirectory();
  for (const { pid, cmdline, comm = 'x', state = 'S', startTime = 5, ...rest } of entries) {
    const directory = join(procfs, String(pid));
    mkdirSync(directory);
    writeFileSync(join(directory, 'cmdline'), cmdline);
    writeFileSync(join(directory, 'stat'), statLine(pid, comm, state, startTime));
    writeFileSync(join(directory, 'environ'), rest.environ ?? '');
    writeFileSync(join(directory, 'cgroup'), rest.cgroup ?? '0::/\n');
    if (rest.exe !== undefined) symlinkSync(rest.exe, join(directory, 'exe'));
  }
  return procfs;
}

/** As far as field 22, the start time, and one beyond. */
export function statLine(pid: number, comm: string, state: string, startTime: number): string {
  return `${pid} (${comm}) ${state} ${'0 '.repeat(18)}${startTime} 0\n`;
}
