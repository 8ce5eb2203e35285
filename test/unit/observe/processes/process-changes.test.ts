import { expect, test } from 'vitest';
import { flags, following, madeProcfs } from '../../../support/observe/processes/made-procfs.ts';

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
  put(300, 'bash', { startStack: 2000 });
  expect(quick(500)).toBe(false);
  quick(29_000);
  put(300, 'etcd', { startStack: 3000 });
  expect(quick(500)).toBe(true);
  read();
  put(300, 'sh', { startStack: 4000 });
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
