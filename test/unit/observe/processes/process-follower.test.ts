import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { etcdOnly, flags, following, madeProcfs } from '../../../support/observe/processes/made-procfs.ts';
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
  expect(follower.read().problem?.detail).toMatch(
    /^1 processes in .* do not let their command line be read$/,
  );
  rmSync(join(procfs, '2'), { recursive: true });
  fork();
  expect(full(0)).toBe(true);
  expect(follower.read().problem).toBeUndefined();
});

test('a process that execs in place, however old, is found by a full look a second later', () => {
  const { procfs, put } = madeProcfs();
  put(300, 'sh', { startTime: 5 });
  const { read, full } = following(procfs);
  read();
  for (let look = 0; look < 100; look += 1) expect(full(36_000)).toBe(false);
  put(300, 'etcd', { startTime: 5, startStack: 2000 });
  expect(full(1000)).toBe(true);
  expect(read()).toEqual([300]);
});

test('quick looks alone find an exec in place within a minute, in whatever process', () => {
  const { procfs, put } = madeProcfs();
  for (let pid = 1; pid <= 150; pid += 1) put(pid, 'sh');
  const { read, quick } = following(procfs);
  read();
  put(117, 'etcd', { startStack: 2000 });
  let seconds = 0;
  while (!quick(1000)) seconds += 1;
  expect(seconds).toBeLessThanOrEqual(60);
  expect(seconds).toBeGreaterThan(10);
  expect(read()).toEqual([117]);
});

test('quick looks read every process again after a pause in which the ids may have wrapped', () => {
  const { procfs, put } = madeProcfs();
  for (let pid = 1; pid <= 150; pid += 1) put(pid, 'sh');
  const { read, quick } = following(procfs);
  read();
  put(117, 'etcd', { startTime: 9 });
  expect(quick(60_000)).toBe(true);
});

test.each([
  ['of another name', { startStack: 1000, command: 'etcd' }],
  ['of the same name and another stack', { startStack: 2000, command: 'sh' }],
  ['of the same name whose stack may not be read, after a fork', { startStack: 0, command: 'sh', flags: 0 }],
])('a program %s in the place of a fork is found at the next look', (_, made) => {
  const { procfs, put, fork } = madeProcfs();
  const { follower, read, quick } = following(procfs);
  read();
  const forked = { command: 'sh', flags: flags.forkedWithoutExec, startStack: made.startStack && 1000 };
  put(300, 'sh', forked);
  fork();
  expect(quick(1000)).toBe(false);
  expect(follower.pace()).toBe('expecting');
  put(300, 'etcd', made);
  expect(quick(100)).toBe(true);
  expect(read()).toEqual([300]);
});

test('a fork of etcd is a process in its own right only once it has lived for a second', () => {
  const { procfs, put, fork } = madeProcfs();
  put(300, 'etcd');
  const { read, full } = following(procfs);
  expect(read()).toEqual([300]);
  put(301, 'etcd', { flags: flags.forkedWithoutExec });
  fork();
  expect(full(0)).toBe(false);
  expect(full(900)).toBe(false);
  expect(full(100)).toBe(true);
  expect(read()).toEqual([300, 301]);
});

test('a new program is read at each quick look for half a minute, and in its turn from then on', () => {
  const { procfs, put, fork } = madeProcfs();
  for (let pid = 1; pid <= 60; pid += 1) put(pid, 'sh');
  const { follower, read, quick } = following(procfs);
  read();
  put(300, 'sh');
  fork();
  quick(1000);
  expect(follower.pace()).toBe('resting');
  quick(29_000);
  put(300, 'bash');
  expect(quick(500)).toBe(false);
  quick(29_000);
  put(300, 'etcd');
  expect(quick(500)).toBe(true);
  read();
  put(300, 'sh');
  quick(1000);
  read();
  quick(30_000);
  quick(100);
  put(300, 'etcd');
  expect(quick(100)).toBe(false);
});

test('a process without a command line yet is read at each look until it has one', () => {
  const { procfs, put, fork } = madeProcfs();
  const { read, quick } = following(procfs);
  read();
  put(300, 'etcd', { commandLine: '' });
  fork();
  expect(quick(100)).toBe(false);
  put(300, 'etcd');
  expect(quick(100)).toBe(true);
  expect(read()).toEqual([300]);
});

test('a process of interest whose command line changes is changed, whatever its status says', () => {
  const { procfs, put } = madeProcfs();
  put(300, 'etcd');
  const { read, quick } = following(procfs);
  read();
  put(300, 'etcd', { commandLine: 'etcd\0--name=a\0' });
  expect(quick(1000)).toBe(true);
  read();
  put(300, 'etcd', { commandLine: 'etcd\0--name=a\0', startTime: 8 });
  expect(quick(1000)).toBe(true);
  read();
  put(300, 'etcd', { commandLine: 'sh\0' });
  expect(quick(1000)).toBe(true);
  expect(read()).toEqual([]);
});

test('the end of a process of interest is a change, once', () => {
  const { procfs, put, remove } = madeProcfs();
  put(300, 'etcd');
  const { read, quick, full } = following(procfs);
  read();
  remove(300);
  expect(quick(1000)).toBe(true);
  expect(read()).toEqual([]);
  expect([quick(1000), full(1000)]).toEqual([false, false]);
});

test('a process whose first thread has ended while others live is there, and cannot be judged', () => {
  const { procfs, put } = madeProcfs();
  put(300, 'etcd');
  const { follower, read, full } = following(procfs, (argv, exe) => etcdOnly(argv, exe));
  expect(read()).toEqual([300]);
  put(300, 'etcd', { state: 'Z', commandLine: '' });
  writeFileSync(join(procfs, '300/environ'), '');
  const thread = join(procfs, '300/task/301');
  mkdirSync(thread, { recursive: true });
  mkdirSync(join(procfs, '300/task/300'));
  writeFileSync(join(thread, 'cmdline'), 'etcd\0--name=a\0');
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

test('a kernel thread is expected to become nothing', () => {
  const { procfs, put, fork } = madeProcfs();
  const { follower, read, quick } = following(procfs);
  read();
  put(300, 'kworker', { flags: flags.kernelThread, commandLine: '' });
  fork();
  expect(quick(2000)).toBe(false);
  expect(follower.pace()).toBe('resting');
});

test('looks are frequent for ten seconds after a fork and for a second after a change, and rest then', () => {
  const { procfs, put, fork } = madeProcfs();
  const { follower, read, quick } = following(procfs);
  read();
  quick(2000);
  expect(follower.pace()).toBe('resting');
  put(300, 'nginx', { flags: flags.forkedWithoutExec });
  fork();
  quick(100);
  expect(follower.pace()).toBe('expecting');
  quick(9900);
  expect(follower.pace()).toBe('expecting');
  quick(200);
  expect(follower.pace()).toBe('resting');
  put(301, 'etcd');
  fork();
  quick(1000);
  expect(follower.pace()).toBe('expecting');
  read();
  quick(1000);
  expect(follower.pace()).toBe('resting');
});
