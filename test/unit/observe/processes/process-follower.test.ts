import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createProcessFollower } from '../../../../src/observe/processes/process-follower.ts';
import { etcdOnly, quietProcfs } from '../../../support/observe/processes/quiet-procfs.ts';
import { procfsTree } from '../../../support/observe/procfs-tree.ts';
import { shell, uniqueName, waitForProgram } from '../../../support/observe/processes/real-processes.ts';

test('a change stays one until it is read', async () => {
  const { name, wanted } = uniqueName();
  const follower = createProcessFollower('/proc', wanted, process.pid);
  onTestFinished(follower.close);
  expect(follower.mode()).toBe('cursor');
  expect(follower.read(Date.now()).processes).toEqual([]);
  const { pid } = shell('exec -a "$1" cat', name);
  await waitForProgram(pid, name);
  for (let look = 0; look < 5; look += 1) expect(follower.haveChanged(Date.now(), true)).toBe(true);
  expect(follower.read(Date.now()).processes.map((one) => one.pid)).toEqual([pid]);
  expect(follower.haveChanged(Date.now(), true)).toBe(false);
});

test('a saved tree is scanned, and only when nothing may wait', () => {
  const procfs = procfsTree({ pid: 7, cmdline: 'etcd\0' }, { pid: 8, cmdline: 'etcd\0' });
  const follower = createProcessFollower(procfs, ([program]) => (program === 'etcd' ? 'etcd' : undefined), 1);
  expect(follower.mode()).toBe('scan');
  expect(follower.pace()).toBe('scanning');
  expect(follower.read(0).processes.map(({ pid }) => pid)).toEqual([7, 8]);
  expect(follower.haveChanged(0, true)).toBe(false);
  rmSync(join(procfs, '8'), { recursive: true });
  expect(follower.haveChanged(0, false)).toBe(false);
  expect(follower.haveChanged(0, true)).toBe(true);
  expect(follower.read(0).processes.map(({ pid }) => pid)).toEqual([7]);
});

test('a process that could not be read although it lives on is read again', () => {
  const { procfs, add, setNewest } = quietProcfs();
  add(1, 'other');
  add(300, 'etcd');
  setNewest(300);
  const follower = createProcessFollower(procfs, etcdOnly, 1);
  onTestFinished(follower.close);
  const [stat, away] = [join(procfs, '300/stat'), join(procfs, '300/away')];
  expect(follower.read(0)).toMatchObject({ processes: [{ pid: 300 }], vanished: 0 });
  renameSync(stat, away);
  expect(follower.read(100)).toMatchObject({ processes: [], vanished: 1 });
  renameSync(away, stat);
  expect(follower.haveChanged(200, true)).toBe(true);
  expect(follower.read(300)).toMatchObject({ processes: [{ pid: 300 }], vanished: 0 });
  expect(follower.haveChanged(400, true)).toBe(false);
});
