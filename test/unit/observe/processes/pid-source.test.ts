import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cursorOf, directoryOf, type PidSource } from '../../../../src/observe/processes/pid-source.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';
import {
  canMakeNamespace,
  inPrivateNamespace,
} from '../../../support/observe/processes/private-namespace.ts';

type Counters = { readonly newest: number; readonly forks: number };

/** A procfs of files, whose counters say what the test wants; the process 500 reads it. */
function counters(start: Counters): { readonly procfs: string; readonly set: (to: Counters) => void } {
  const procfs = temporaryDirectory();
  mkdirSync(join(procfs, '500/task/500'), { recursive: true });
  mkdirSync(join(procfs, 'sys/kernel'), { recursive: true });
  symlinkSync('500', join(procfs, 'self'));
  writeFileSync(join(procfs, 'sys/kernel/pid_max'), '1000\n');
  const set = ({ newest, forks }: Counters): void => {
    writeFileSync(join(procfs, 'loadavg'), `0.00 0.01 0.05 1/99 ${newest}\n`);
    writeFileSync(join(procfs, 'stat'), `cpu 1 2 3\nprocesses ${forks}\nprocs_running 1\n`);
  };
  set(start);
  return { procfs, set };
}

function opened(source: PidSource | undefined): PidSource {
  if (source === undefined) throw new Error('there is no such source');
  onTestFinished(source.close);
  return source;
}

test('the cursor names every process that was started since, and each once', () => {
  const source = opened(cursorOf('/proc', process.pid));
  source.next();
  const started = Array.from({ length: 20 }, () => spawnSync('true').pid);
  const named = source.next();
  for (const pid of started) expect(named).toContain(pid);
  expect(source.next()).not.toContain(started[0]);
});

test.each([
  ['of another process namespace', () => cursorOf('/proc', process.pid + 1)],
  ['without counters', () => cursorOf(temporaryDirectory(), 500)],
  [
    'whose newest id is older than the reader itself',
    () => cursorOf(counters({ newest: 499, forks: 1 }).procfs, 500),
  ],
  ['whose newest id is no number', () => cursorOf(counters({ newest: Number.NaN, forks: 1 }).procfs, 500)],
])('there is no cursor in a procfs %s', (_, source) => {
  expect(source()).toBeUndefined();
});

test('the cursor goes on at 300 when the ids have come to their end', () => {
  const { procfs, set } = counters({ newest: 997, forks: 1 });
  const source = opened(cursorOf(procfs, 500));
  set({ newest: 302, forks: 7 });
  expect(source.next()).toEqual([998, 999, 300, 301, 302]);
  expect(source.next()).toEqual([]);
});

test.runIf(canMakeNamespace)(
  'the cursor misses no process while the kernel begins anew with low ids, five times',
  () => {
    const output = inPrivateNamespace(`
    import { spawnSync } from 'node:child_process';
    import { writeFileSync } from 'node:fs';
    import { cursorOf } from './src/observe/processes/pid-source.ts';
    writeFileSync('/proc/sys/kernel/pid_max', '400');
    const source = cursorOf('/proc', process.pid);
    let missed = 0, wraps = 0, last = 0;
    for (let round = 0; round < 1000; round += 1) {
      const { pid } = spawnSync('true');
      const named = source.next();
      if (!named.includes(pid)) missed += 1;
      if (pid < last) wraps += 1;
      last = pid;
      if (wraps === 5) break;
    }
    console.log(JSON.stringify({ missed, wraps }));
  `);
    expect(JSON.parse(output)).toEqual({ missed: 0, wraps: 5 });
  },
);

test.each([
  ['stands still while a process comes is found out', { newest: 600, forks: 101 }, [500, 601], false],
  ['stands still while processes are made elsewhere is believed', { newest: 600, forks: 900 }, [500], true],
  ['moves with the processes is believed', { newest: 601, forks: 101 }, [500, 601], true],
])('a cursor that %s', (_, then, listed, isBelieved) => {
  const { procfs, set } = counters({ newest: 600, forks: 100 });
  const source = opened(cursorOf(procfs, 500));
  source.next();
  set(then);
  expect(source.isTrustworthy(listed)).toBe(isBelieved);
});

test('directories are compared when the fork counter has moved, and not before', () => {
  const { procfs, set } = counters({ newest: 600, forks: 100 });
  const source = opened(directoryOf(procfs));
  mkdirSync(join(procfs, '601'));
  expect(source.next()).toEqual([]);
  set({ newest: 600, forks: 101 });
  expect(source.next()).toEqual([601]);
  set({ newest: 600, forks: 102 });
  expect(source.next()).toEqual([]);
});

test('directories cannot be compared without a fork counter', () => {
  expect(directoryOf(temporaryDirectory())).toBeUndefined();
});
