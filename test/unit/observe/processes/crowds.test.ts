import { expect, test } from 'vitest';
import { flags, following, madeProcfs } from '../../../support/observe/processes/made-procfs.ts';

test('of ever so many processes of interest a thousand are known, and the others as soon as there is room', () => {
  const { procfs, put, remove } = madeProcfs();
  for (let pid = 300; pid < 1500; pid += 1) put(pid, 'etcd');
  const { follower, read, quick } = following(procfs);
  read();
  const { processes, unread } = follower.read();
  expect(processes.length + unread).toBe(1024);
  for (let pid = 300; pid < 1499; pid += 1) remove(pid);
  expect(quick(1000)).toBe(true);
  expect(read()).toEqual([1499]);
});

test('command lines beyond 8 Mi characters together are as unreadable as one that is too long', () => {
  const { procfs, put } = madeProcfs();
  for (let pid = 300; pid < 320; pid += 1) put(pid, 'etcd', { commandLine: `etcd\0${'x'.repeat(1_000_000)}\0` });
  const { follower, full } = following(procfs);
  const { processes } = follower.read();
  const read = processes.filter(({ argv }) => argv.ok);
  expect(read).toHaveLength(8);
  expect(processes.find(({ argv }) => !argv.ok)?.firstWord).toBe('etcd');
  // Nothing has changed since, whatever is read again.
  expect(full(1000)).toBe(false);
});

test('more new processes than one quick look has time for are examined by the next ones', () => {
  const { procfs, put, fork } = madeProcfs();
  const { follower, read, quick } = following(procfs);
  read();
  for (let pid = 401; pid <= 2600; pid += 1) put(pid, pid === 2600 ? 'etcd' : 'other');
  fork();
  expect(quick(100)).toBe(false);
  expect(follower.pace()).toBe('expecting');
  expect(quick(100)).toBe(false);
  expect(quick(100)).toBe(true);
  expect(read()).toEqual([2600]);
});

test('of hundreds of forks that never exec each is read again within a few quick looks, and by each full look', () => {
  const { procfs, put, fork } = madeProcfs();
  const { read, quick, full } = following(procfs);
  read();
  for (let pid = 1001; pid <= 1600; pid += 1) put(pid, 'worker', { flags: flags.forkedWithoutExec });
  fork();
  quick(100);
  put(1599, 'etcd');
  let looks = 1;
  while (!quick(100)) looks += 1;
  expect(looks).toBeLessThanOrEqual(3);
  read();
  put(1500, 'etcd');
  expect(full(0)).toBe(true);
});
