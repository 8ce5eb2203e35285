import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  etcdOnly,
  idsKnownTo,
  quietProcfs,
  watching,
} from '../../../support/observe/processes/quiet-procfs.ts';

test('of ever so many processes of interest a thousand are known, and the others as soon as there is room', () => {
  const { procfs, add, setNewest } = quietProcfs();
  add(1, 'other');
  setNewest(1);
  const watcher = watching(procfs, etcdOnly, 1);
  watcher.look(0, 'quick');
  for (let pid = 300; pid < 1500; pid += 1) add(pid, 'etcd');
  setNewest(1499);
  watcher.look(100, 'full');
  expect(idsKnownTo(watcher)).toHaveLength(1024);
  for (let pid = 300; pid < 1499; pid += 1) rmSync(join(procfs, `${pid}`), { recursive: true });
  watcher.look(200, 'quick');
  expect(idsKnownTo(watcher)).toEqual([1499]);
});

test('command lines beyond 8 Mi characters together are as unreadable as one that is too long', () => {
  const { procfs, add, setNewest } = quietProcfs();
  add(1, 'other');
  setNewest(1);
  const watcher = watching(procfs, etcdOnly, 1);
  watcher.look(0, 'quick');
  for (let pid = 300; pid < 320; pid += 1) add(pid, 'etcd', `etcd\0${'x'.repeat(1_000_000)}\0`);
  setNewest(319);
  watcher.look(100, 'full');
  const { candidates } = watcher.processes();
  expect(candidates.map(({ firstWord }) => firstWord)).toContain('etcd');
  const held = candidates.reduce(
    (sum, { commandLine }) => sum + (commandLine.ok ? commandLine.value.length : 0),
    0,
  );
  expect(held).toBeGreaterThan(7_000_000);
  expect(held).toBeLessThan(9_000_000);
  // Nothing has changed since, whatever is read again.
  expect(watcher.look(200, 'full')).toBe(false);
});
