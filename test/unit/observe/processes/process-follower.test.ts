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
  expect(follower.read().processes).toEqual([]);
  const { pid } = shell('exec -a "$1" cat', name);
  await waitForProgram(pid, name);
  for (let look = 0; look < 5; look += 1) expect(follower.haveChanged('full')).toBe(true);
  expect(follower.read().processes.map((one) => one.pid)).toEqual([pid]);
  expect(follower.haveChanged('full')).toBe(false);
});

test('a saved tree is scanned, and only when nothing may wait', () => {
  const procfs = procfsTree({ pid: 7, cmdline: 'etcd\0' }, { pid: 8, cmdline: 'etcd\0' });
  const follower = createProcessFollower(procfs, ([program]) => (program === 'etcd' ? 'etcd' : undefined), 1);
  expect(follower.mode()).toBe('scan');
  expect(follower.pace()).toBe('scanning');
  expect(follower.read().processes.map(({ pid }) => pid)).toEqual([7, 8]);
  expect(follower.haveChanged('full')).toBe(false);
  rmSync(join(procfs, '8'), { recursive: true });
  expect(follower.haveChanged('quick')).toBe(false);
  expect(follower.haveChanged('full')).toBe(true);
  expect(follower.read().processes.map(({ pid }) => pid)).toEqual([7]);
});

test('a process that could not be read although it lives on is read again', () => {
  const { procfs, add, setNewest } = quietProcfs();
  add(1, 'other');
  add(300, 'etcd');
  setNewest(300);
  const follower = createProcessFollower(procfs, etcdOnly, 1);
  onTestFinished(follower.close);
  const [stat, away] = [join(procfs, '300/stat'), join(procfs, '300/away')];
  expect(follower.read()).toMatchObject({ processes: [{ pid: 300 }], vanished: 0 });
  renameSync(stat, away);
  expect(follower.read()).toMatchObject({ processes: [], vanished: 1 });
  renameSync(away, stat);
  expect(follower.haveChanged('full')).toBe(true);
  expect(follower.read()).toMatchObject({ processes: [{ pid: 300 }], vanished: 0 });
  expect(follower.haveChanged('full')).toBe(false);
});
