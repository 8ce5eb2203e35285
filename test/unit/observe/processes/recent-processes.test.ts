import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { Depth } from '../../../../src/model/observation.ts';
import { parseProcessStatus, type ProcessStatus } from '../../../../src/observe/processes/process-status.ts';
import { createRecentProcesses } from '../../../../src/observe/processes/recent-processes.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

const forkedWithoutExec = 0x40;

type Look = {
  readonly command?: string;
  readonly flags?: number;
  readonly state?: string;
  readonly startTime?: number;
};

function statText({
  command = 'sh',
  flags = forkedWithoutExec,
  state = 'S',
  startTime = 7,
}: Look = {}): string {
  const before = `1 1 1 0 -1 ${flags} ${'0 '.repeat(12)}`.trimEnd();
  return `5 (${command}) ${state} ${before} ${startTime} 0 0 0 0 0 1000 ${'0 '.repeat(9)}17 0\n`;
}

function statusOf(look?: Look): ProcessStatus {
  const status = parseProcessStatus(statText(look));
  if (status === undefined) throw new Error('the line cannot be parsed');
  return status;
}

/** A process of files, watched from time 0 on. */
function recent(first: Look = {}): {
  readonly hasExeced: (at: number, depth?: Depth) => boolean;
  readonly become: (look: Look) => void;
  readonly isExpecting: () => boolean;
} {
  const procfs = temporaryDirectory();
  mkdirSync(join(procfs, '5'));
  const become = (look: Look): void => writeFileSync(join(procfs, '5/stat'), statText(look));
  become(first);
  const processes = createRecentProcesses(procfs);
  onTestFinished(processes.close);
  processes.add(5, statusOf(first), 0);
  return {
    hasExeced: (at, depth = 'quick') => processes.execed(at, depth).includes(5),
    become,
    isExpecting: processes.isExpecting,
  };
}

test.each([20, 1000, 3000, 29_000])(
  'a child that execs %i ms after its fork is noticed at the next look',
  (at) => {
    const { hasExeced, become, isExpecting } = recent();
    for (let before = 10; before < at; before += 10) expect(hasExeced(before)).toBe(false);
    expect(isExpecting()).toBe(true);
    become({ command: 'etcd', flags: 0 });
    expect(hasExeced(at)).toBe(true);
    expect(hasExeced(at + 10)).toBe(false);
    expect(isExpecting()).toBe(false);
  },
);

test('a container runtime that has exec itself is looked at each time, however old', () => {
  const { hasExeced, become, isExpecting } = recent({ command: 'runc:[2:INIT]', flags: 0 });
  for (const at of [10, 5000, 20_000]) expect(hasExeced(at)).toBe(false);
  expect(isExpecting()).toBe(true);
  become({ command: 'etcd', flags: 0 });
  expect(hasExeced(20_010)).toBe(true);
});

test('a program of another kind is looked at less and less often, and when nothing may wait at once', () => {
  const { hasExeced, become } = recent({ command: 'sh', flags: 0 });
  expect(hasExeced(4000)).toBe(false);
  become({ command: 'etcd', flags: 0 });
  expect(hasExeced(4010)).toBe(false);
  expect(hasExeced(4020, 'full')).toBe(true);
  become({ command: 'other', flags: 0 });
  expect(hasExeced(8000)).toBe(true);
});

test.each<[string, Look, number]>([
  ['ended', { state: 'Z' }, 10],
  ['whose id went to another process', { startTime: 8, command: 'etcd', flags: 0 }, 10],
  ['that grew old', {}, 30_001],
])('a child %s is no longer watched', (_, look, at) => {
  const { hasExeced, become, isExpecting } = recent();
  become(look);
  expect(hasExeced(at)).toBe(false);
  expect(isExpecting()).toBe(false);
  become({ command: 'etcd', flags: 0 });
  expect(hasExeced(at + 10, 'full')).toBe(false);
});

test('a child under the id of an earlier one that is still remembered is watched', () => {
  const procfs = temporaryDirectory();
  mkdirSync(join(procfs, '5'));
  const processes = createRecentProcesses(procfs);
  onTestFinished(processes.close);
  writeFileSync(join(procfs, '5/stat'), statText({ startTime: 7 }));
  processes.add(5, statusOf({ startTime: 7 }), 0);
  writeFileSync(join(procfs, '5/stat'), statText({ startTime: 8 }));
  processes.add(5, statusOf({ startTime: 8 }), 10);
  expect(processes.execed(20, 'quick')).toEqual([]);
  writeFileSync(join(procfs, '5/stat'), statText({ startTime: 8, command: 'etcd', flags: 0 }));
  expect(processes.execed(30, 'quick')).toEqual([5]);
});

test('five thousand children that never exec take 256 descriptors and no more, and give them back', async () => {
  const procfs = temporaryDirectory();
  const descriptors = (): number => readdirSync('/proc/self/fd').length;
  for (let pid = 1; pid <= 5000; pid += 1) {
    mkdirSync(join(procfs, `${pid}`));
    writeFileSync(join(procfs, `${pid}/stat`), statText());
  }
  await sleep(50);
  const before = descriptors();
  const processes = createRecentProcesses(procfs);
  for (let pid = 1; pid <= 5000; pid += 1) processes.add(pid, statusOf(), 0);
  expect(descriptors() - before).toBeGreaterThan(200);
  expect(descriptors() - before).toBeLessThanOrEqual(260);
  writeFileSync(join(procfs, '4000/stat'), statText({ command: 'etcd', flags: 0 }));
  expect(processes.execed(10, 'quick')).toContain(4000);
  processes.close();
  expect(descriptors() - before).toBeLessThanOrEqual(4);
});

test('a child that execs just before it is too old to be watched is still noticed', () => {
  const { hasExeced, become } = recent();
  expect(hasExeced(29_990)).toBe(false);
  become({ command: 'etcd', flags: 0 });
  expect(hasExeced(30_010)).toBe(true);
});
