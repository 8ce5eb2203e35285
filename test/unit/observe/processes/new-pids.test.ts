import { expect, test } from 'vitest';
import {
  byCursor,
  etcdOnly,
  idsKnownTo,
  quietProcfs,
  watching,
} from '../../../support/observe/processes/quiet-procfs.ts';

test('a process that shows only after its id was handed out is found half a second later', () => {
  const { add, setNewest, watcher } = byCursor();
  setNewest(401);
  for (let at = 100; at < 600; at += 100) expect(watcher.look(at, 'quick')).toBe(false);
  add(401, 'etcd');
  expect(watcher.look(600, 'quick')).toBe(true);
  expect(idsKnownTo(watcher)).toEqual([401]);
});

test('a process that shows only after its id was handed out is found by a full look at any time', () => {
  const { add, setNewest, watcher } = byCursor();
  setNewest(401);
  for (let at = 100; at < 400; at += 100) watcher.look(at, 'quick');
  add(401, 'etcd');
  expect(watcher.look(450, 'quick')).toBe(false);
  expect(watcher.look(451, 'full')).toBe(true);
});

test('a process that is first seen in the middle of its exec, without a command line, is found', () => {
  const { add, setNewest, watcher } = byCursor();
  add(401, 'other', '');
  setNewest(401);
  expect(watcher.look(100, 'quick')).toBe(false);
  add(401, 'other', 'etcd\0');
  expect(watcher.look(200, 'quick')).toBe(true);
  expect(idsKnownTo(watcher)).toEqual([401]);
});

test('after a long stop, in which the ids may have gone round, every process is met', () => {
  const { add, setNewest, watcher } = byCursor();
  watcher.look(100, 'quick');
  add(350, 'etcd');
  setNewest(401);
  expect(watcher.look(5000, 'quick')).toBe(true);
  expect(idsKnownTo(watcher)).toEqual([350]);
});

test('more new ids than one look has time for are met by the next ones', () => {
  const { add, setNewest, watcher } = byCursor();
  for (let pid = 401; pid <= 3400; pid += 1) add(pid, pid === 3400 ? 'etcd' : 'other');
  setNewest(3400);
  expect(watcher.look(100, 'quick')).toBe(false);
  expect(watcher.pace()).toBe('expecting');
  for (let at = 110; idsKnownTo(watcher).length === 0 && at < 5000; at += 10) watcher.look(at, 'quick');
  expect(idsKnownTo(watcher)).toEqual([3400]);
  expect(watcher.pace()).toBe('cheap');
});

test('a program that another one becomes shortly after the first look is found', () => {
  const { procfs, add, setNewest } = quietProcfs();
  add(1, 'other');
  add(300, 'wrapper');
  setNewest(400);
  const watcher = watching(procfs, etcdOnly, 1);
  expect(watcher.look(0, 'quick')).toBe(false);
  add(300, 'etcd');
  expect(watcher.look(100, 'quick')).toBe(true);
  expect(idsKnownTo(watcher)).toEqual([300]);
});
