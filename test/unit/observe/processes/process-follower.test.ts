import { copyFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { following, madeProcfs } from '../../../support/observe/processes/made-procfs.ts';
import { procfsTree } from '../../../support/observe/procfs-tree.ts';

test('a process is new only once the fork counter has moved, and a full look does not rely on a file', () => {
  const { procfs, put, fork } = madeProcfs();
  const { follower, read, quick, full } = following(procfs);
  put(1, 'init');
  expect(read()).toEqual([]);
  expect(follower.mode()).toBe('directory');
  put(300, 'etcd');
  expect(quick(1000)).toBe(false);
  expect(full(0)).toBe(true);
  expect(read()).toEqual([300]);
  put(301, 'etcd');
  fork();
  expect(quick(1000)).toBe(true);
  expect(read()).toEqual([300, 301]);
});

test('a change stays one until it is read', () => {
  const { procfs, put, fork } = madeProcfs();
  const { read, quick, full } = following(procfs);
  read();
  put(300, 'etcd');
  fork();
  for (let look = 0; look < 5; look += 1) expect([quick(100), full(100)]).toEqual([true, true]);
  expect(read()).toEqual([300]);
  expect([quick(100), full(100)]).toEqual([false, false]);
});

test('without a fork counter each look lists the processes, and a full look trusts no status', () => {
  const procfs = procfsTree({ pid: 7, cmdline: 'etcd\0' }, { pid: 8, cmdline: 'sh\0' });
  const { follower, read, quick, full } = following(procfs);
  expect(read()).toEqual([7]);
  expect(follower.mode()).toBe('scan');
  expect(full(0)).toBe(false);
  writeFileSync(join(procfs, '8/cmdline'), 'etcd\0');
  expect(full(0)).toBe(true);
  expect(read()).toEqual([7, 8]);
  rmSync(join(procfs, '8'), { recursive: true });
  expect(quick(0)).toBe(true);
  expect(read()).toEqual([7]);
});

test('a process directory that cannot be listed is a problem, and a change when it goes and when it comes back', () => {
  const { procfs, put } = madeProcfs();
  put(300, 'etcd');
  const { follower, read, quick, full } = following(procfs);
  expect(read()).toEqual([300]);
  const away = `${procfs}-away`;
  renameSync(procfs, away);
  expect(quick(1000)).toBe(true);
  expect(follower.read()).toMatchObject({ processes: [], problem: { reason: 'procfs_unreadable' } });
  expect([quick(1000), full(1000)]).toEqual([false, false]);
  renameSync(away, procfs);
  expect(quick(1000)).toBe(true);
  expect(read()).toEqual([300]);
  rmSync(procfs, { recursive: true });
});

test('a process that could not be read although it lives on is read again', () => {
  const { procfs, put } = madeProcfs();
  put(300, 'etcd');
  const { follower, read, full } = following(procfs);
  const [stat, away] = [join(procfs, '300/stat'), join(procfs, '300/away')];
  expect(read()).toEqual([300]);
  renameSync(stat, away);
  expect(follower.read()).toMatchObject({ processes: [], vanished: 1 });
  expect(full(0)).toBe(false);
  renameSync(away, stat);
  expect(full(0)).toBe(true);
  expect(follower.read()).toMatchObject({ processes: [{ pid: 300 }], vanished: 0 });
});

test('processes that hide their command line are counted as long as there are any', () => {
  const { procfs, put, fork } = madeProcfs();
  put(1, 'init');
  const { follower, full } = following(procfs);
  expect(follower.read().problem).toBeUndefined();
  mkdirSync(join(procfs, '2/cmdline'), { recursive: true });
  fork();
  expect(full(0)).toBe(true);
  expect(follower.read().problem?.detail).toMatch(/^1 processes in .* do not let their command line be read$/);
  rmSync(join(procfs, '2'), { recursive: true });
  fork();
  expect(full(0)).toBe(true);
  expect(follower.read().problem).toBeUndefined();
});

test('a process whose first thread has ended while others live is there, and cannot be judged', () => {
  const { procfs, put } = madeProcfs();
  put(1, 'init');
  put(300, 'etcd');
  const { follower, read, full } = following(procfs);
  expect(read()).toEqual([300]);
  put(300, 'etcd', { state: 'Z', commandLine: '' });
  writeFileSync(join(procfs, '300/environ'), '');
  const thread = join(procfs, '300/task/301');
  mkdirSync(thread, { recursive: true });
  mkdirSync(join(procfs, '300/task/300'));
  writeFileSync(join(thread, 'cmdline'), 'etcd\0--name=a\0');
  copyFileSync(join(procfs, '1/stat'), join(thread, 'stat'));
  symlinkSync('/usr/bin/etcd', join(thread, 'exe'));
  expect(full(0)).toBe(true);
  expect(follower.read().processes).toMatchObject([
    {
      pid: 300,
      argv: { ok: false, error: { reason: 'command_line_unreadable' } },
      environ: { ok: false, error: { reason: 'environment_unreadable' } },
      firstWord: 'etcd',
      exe: '/usr/bin/etcd',
    },
  ]);
  rmSync(thread, { recursive: true });
  expect(full(0)).toBe(true);
  expect(read()).toEqual([]);
});
