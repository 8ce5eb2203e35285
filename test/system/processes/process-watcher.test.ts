import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ProcessWatcher } from '../../../src/observe/processes/process-watcher.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { byCursor, etcdOnly, quietProcfs, watching } from '../../support/observe/processes/quiet-procfs.ts';
import { canMakeNamespace, inPrivateNamespace } from '../../support/observe/processes/private-namespace.ts';
import { shell, uniqueName, waitForProgram } from '../../support/observe/processes/real-processes.ts';
import { sleep } from '../../support/stopwatch.ts';

/** Looks every 10 ms until something changed; the ids then known. */
async function lookUntilChanged(watcher: ProcessWatcher, patience = 20_000): Promise<readonly number[]> {
  const end = Date.now() + patience;
  while (!watcher.look(Date.now(), 'quick')) {
    if (Date.now() > end) throw new Error('nothing changed');
    await sleep(10);
  }
  return watcher.processes().candidates.map(({ pid }) => pid);
}

test.each([
  ['that is forked and exec at once', 'exec -a "$1" cat'],
  ['that waits a second between fork and exec', '(read -r -t 1 -u 3; exec -a "$1" cat) 3<> <(:) <&0 & wait'],
  [
    'that waits three seconds between fork and exec',
    '(read -r -t 3 -u 3; exec -a "$1" cat) 3<> <(:) <&0 & wait',
  ],
  ['that a shell becomes after other work', 'true; true; read -r -t 0.3 -u 3; exec -a "$1" cat'],
  ['that is exec twice', 'exec bash -c \'read -r -t 0.2 -u 3; exec -a "$1" cat\' bash "$1"'],
])('a program %s is found', async (_, script) => {
  const { name, wanted } = uniqueName();
  const watcher = watching('/proc', wanted, process.pid);
  expect(watcher.mode()).toBe('cursor');
  watcher.look(Date.now(), 'quick');
  const { pid } = shell(`exec 3<> <(:); ${script}`, name);
  const [found] = await lookUntilChanged(watcher);
  expect(found).toBeGreaterThanOrEqual(pid);
});

test('a program whose file has the wanted name is found by its path', async () => {
  const { name, wanted } = uniqueName();
  const program = join(temporaryDirectory(), name);
  copyFileSync('/bin/cat', program);
  chmodSync(program, 0o755);
  const watcher = watching('/proc', wanted, process.pid);
  const { pid } = shell('exec "$1"', program);
  expect(await lookUntilChanged(watcher)).toEqual([pid]);
});

test('among thousands of short-lived processes none that lives for 200 ms is missed', async () => {
  const { name, wanted } = uniqueName();
  const watcher = watching('/proc', wanted, process.pid);
  const storm = shell('while :; do for i in 1 2 3 4 5 6 7 8 9; do : & done; wait; done');
  const seen = new Set<number>();
  const started: number[] = [];
  let stopped = false;
  const lookOn = (): void => {
    if (stopped) return;
    watcher.look(performance.now(), 'quick');
    for (const { pid } of watcher.processes().candidates) seen.add(pid);
    setTimeout(lookOn, watcher.pace() === 'expecting' ? 10 : 70);
  };
  lookOn();
  for (let round = 0; round < 20; round += 1) {
    const child = shell('exec -a "$1" sleep 1000', name);
    started.push(child.pid);
    await waitForProgram(child.pid, name);
    await sleep(200);
    child.kill('SIGKILL');
  }
  storm.kill('SIGKILL');
  stopped = true;
  expect(started.filter((pid) => !seen.has(pid))).toEqual([]);
});

test('what every hint missed is found by the regular look at all processes', () => {
  const { procfs, add } = quietProcfs();
  for (let pid = 1; pid <= 200; pid += 1) add(pid, 'other');
  const watcher = watching(procfs, etcdOnly, 9999);
  expect(watcher.mode()).toBe('directory');
  let at = 0;
  const lookFor = (milliseconds: number): boolean => {
    const outcomes: boolean[] = [];
    for (const end = at + milliseconds; at < end; at += 70) outcomes.push(watcher.look(at, 'quick'));
    return outcomes.includes(true);
  };
  expect(lookFor(1000)).toBe(false);
  add(201, 'etcd');
  expect(lookFor(30_000)).toBe(false);
  expect(lookFor(31_000)).toBe(true);
  expect(watcher.processes().candidates.map(({ pid }) => pid)).toEqual([201]);
});

test('a cursor that turns out to stand still is given up for directories', () => {
  const { procfs, add, watcher } = byCursor();
  for (let at = 100; at < 60_000; at += 100) watcher.look(at, 'quick');
  add(400, 'other');
  watcher.look(60_001, 'quick');
  expect(watcher.mode()).toBe('directory');
  add(401, 'etcd');
  writeFileSync(join(procfs, 'stat'), 'processes 201\n');
  expect(watcher.look(60_100, 'quick')).toBe(true);
});

test('processes that hide their command line are counted as long as there are any', () => {
  const { procfs, add } = quietProcfs();
  add(1, 'other');
  const watcher = watching(procfs, () => undefined, 9999);
  watcher.look(0, 'quick');
  expect(watcher.processes().hidden).toBe(0);
  mkdirSync(join(procfs, '2/cmdline'), { recursive: true });
  writeFileSync(join(procfs, '2/stat'), `2 (x) S ${'0 '.repeat(18)}7 ${'0 '.repeat(16)}\n`);
  writeFileSync(join(procfs, 'stat'), 'processes 101\n');
  watcher.look(70, 'quick');
  expect(watcher.processes().hidden).toBe(1);
  rmSync(join(procfs, '2'), { recursive: true });
  expect(watcher.processes().hidden).toBe(0);
});

const looking = `
  import { spawn } from 'node:child_process';
  import { readdirSync, readFileSync } from 'node:fs';
  import { watchProcesses } from './src/observe/processes/process-watcher.ts';
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const wanted = ([program]) => (program === 'etcd' ? 'etcd' : undefined);
  const shell = (script) => spawn('sh', ['-c', script], { stdio: 'ignore' });
  const descriptors = () => readdirSync('/proc/self/fd').length;
  const least = (times) => Math.min(...times);
  const cpuTime = (work) => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const count = () => readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)).length;
`;

test.runIf(canMakeNamespace)('ten thousand process starts leave no descriptor open', () => {
  const output = inPrivateNamespace(`${looking}
    const watcher = watchProcesses('/proc', wanted, process.pid);
    watcher.look(Date.now(), 'full');
    const before = descriptors();
    const child = shell('i=0; while [ $i -lt 500 ]; do for j in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do : & done; wait; i=$((i+1)); done');
    let most = 0;
    while (child.exitCode === null) { watcher.look(Date.now(), 'quick'); most = Math.max(most, descriptors() - before); await pause(5); }
    await pause(100);
    watcher.look(Date.now(), 'full');
    console.log(JSON.stringify({ code: child.exitCode, left: descriptors() - before, watched: most > 0 }));
    process.exit();
  `);
  const { code, left, watched } = JSON.parse(output) as { code: number; left: number; watched: boolean };
  expect({ code, watched }).toEqual({ code: 0, watched: true });
  expect(left).toBeLessThanOrEqual(1);
});

test.runIf(canMakeNamespace)(
  'no look at 2,000 processes but the first takes the CPU time of reading two files of each, that at all of them included',
  () => {
    const output = inPrivateNamespace(`${looking}
    shell('i=0; while [ $i -lt 2000 ]; do sleep 100000 & i=$((i+1)); done; wait');
    while (count() < 2000) await pause(50);
    const watchers = [1, 2, 3].map(() => watchProcesses('/proc', wanted, process.pid));
    for (const watcher of watchers) watcher.look(-70, 'quick');
    let most = 0;
    // Noise falls on one look of three.
    for (let at = 0; at < 130_000; at += 70)
      most = Math.max(most, least(watchers.map((watcher) => cpuTime(() => watcher.look(at, 'quick')))));
    const files = readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name))
      .flatMap((pid) => ['/proc/' + pid + '/stat', '/proc/' + pid + '/cmdline']);
    const readAll = () => { for (const file of files) readFileSync(file); };
    console.log(JSON.stringify({ most, reading: least([1, 2, 3, 4, 5].map(() => cpuTime(readAll))) }));
    process.exit();
  `);
    const { most, reading } = JSON.parse(output) as { most: number; reading: number };
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(reading);
  },
);
