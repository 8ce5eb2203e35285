// Changes of real processes, and what the next look shows of them.

import { chmodSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { createProcessFollower, type ProcessFollower } from '../../../src/observe/processes/process-follower.ts';
import type { ProcessFilter } from '../../../src/observe/processes/processes.ts';
import { readProcessStatus } from '../../../src/observe/processes/process-status.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { shell, uniqueName, waitForProgram } from '../../support/observe/processes/real-processes.ts';

function followed(wanted: ProcessFilter): ProcessFollower {
  const follower = createProcessFollower('/proc', wanted, () => performance.now());
  expect(follower.read().processes).toEqual([]);
  expect(follower.mode()).toBe('directory');
  return follower;
}

const idsOf = (follower: ProcessFollower): readonly number[] => follower.read().processes.map(({ pid }) => pid);

/** Looks as often as the agent does until something changed; the ids then known. */
async function lookUntilChanged(follower: ProcessFollower): Promise<readonly number[]> {
  const end = performance.now() + 10_000;
  while (!follower.haveChanged('quick')) {
    if (performance.now() > end) throw new Error('nothing changed');
    await sleep(follower.pace() === 'expecting' ? 100 : 1000);
  }
  return idsOf(follower);
}

test.each([
  ['that is forked and exec at once', 'exec -a "$1" cat'],
  ['that waits a second between fork and exec', '(read -r -t 1 -u 3; exec -a "$1" cat) 3<> <(:) <&0 & wait'],
  ['that waits three seconds between fork and exec', '(read -r -t 3 -u 3; exec -a "$1" cat) 3<> <(:) <&0 & wait'],
  ['that is exec twice', 'exec bash -c \'read -r -t 0.2 -u 3; exec -a "$1" cat\' bash "$1"'],
])('a program %s is found by quick looks', async (_, script) => {
  const { name, wanted } = uniqueName();
  const follower = followed(wanted);
  const { pid } = shell(`exec 3<> <(:); ${script}`, name);
  const [found] = await lookUntilChanged(follower);
  expect(found).toBeGreaterThanOrEqual(pid);
});

test('a program whose file has the wanted name is found by its path', async () => {
  const { name, wanted } = uniqueName();
  const program = join(temporaryDirectory(), name);
  copyFileSync('/bin/cat', program);
  chmodSync(program, 0o755);
  const follower = followed(wanted);
  const { pid } = shell('exec "$1"', program);
  expect(await lookUntilChanged(follower)).toEqual([pid]);
});

test('among thousands of short-lived processes none that lives for longer than a look takes to come is missed', async () => {
  const { name, wanted } = uniqueName();
  const follower = followed(wanted);
  const storm = shell('while :; do for i in 1 2 3 4 5 6 7 8 9; do : & done; wait; done');
  const seen = new Set<number>();
  const started: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    const child = shell('exec -a "$1" cat', name);
    started.push(child.pid);
    await waitForProgram(child.pid, name);
    if (follower.haveChanged('quick')) for (const pid of idsOf(follower)) seen.add(pid);
    child.kill('SIGKILL');
    await sleep(50);
  }
  storm.kill('SIGKILL');
  expect(started.filter((pid) => !seen.has(pid))).toEqual([]);
});

/** A program waits for a line and becomes the next one by its own exec: an ordinary shell would leave other traces. */
const become = (first: string, then: string): string =>
  `exec ${first} perl -e 'sysread STDIN, my $line, 1; exec @ARGV' bash -c '${then}' bash "$1"`;

test.each([
  ['with another command line', '-a "$1"', 'exec -a "$1" cat --'],
  ['with the same command line and another environment', '-a "$1"', 'export ETCD_NAME=other; exec -a "$1" cat'],
])('an exec in place %s is a change', async (_, first, then) => {
  const { name, wanted } = uniqueName();
  const child = shell(become(first, then), name);
  await waitForProgram(child.pid, name);
  const follower = createProcessFollower('/proc', wanted, () => 0);
  expect(idsOf(follower)).toEqual([child.pid]);
  for (let look = 0; look < 20; look += 1) expect(follower.haveChanged('full')).toBe(false);
  child.stdin?.write('x');
  await expect.poll(() => follower.haveChanged('full'), { interval: 2, timeout: 5000 }).toBe(true);
});

test.each(['quick', 'full'] as const)(
  'an exec in place that leaves the status equal, without address randomisation, shows in a %s look',
  async (depth) => {
    const { name, wanted } = uniqueName();
    // The command lines are of the same length, so that the stack starts at the same address.
    const program = 'sysread STDIN, my $line, 1; exec {$^X} $ENV{NAME}, "-e", $ENV{PROGRAM}, "b"';
    const child = shell(
      'export NAME="$1" PROGRAM="$2"; exec setarch -R bash -c \'exec -a "$NAME" perl -e "$PROGRAM" a\'',
      name,
      program,
    );
    await waitForProgram(child.pid, name);
    const status = readProcessStatus(`/proc/${child.pid}`);
    const follower = createProcessFollower('/proc', wanted, () => 0);
    expect(lastWord(follower)).toBe('a');
    child.stdin?.write('x');
    await expect.poll(() => follower.haveChanged(depth), { interval: 2, timeout: 5000 }).toBe(true);
    expect(lastWord(follower)).toBe('b');
    expect(readProcessStatus(`/proc/${child.pid}`)).toEqual(status);
  },
);

function lastWord(follower: ProcessFollower): string | undefined {
  const [argv] = follower.read().processes.map((one) => one.argv);
  return argv?.ok === true ? argv.value.at(-1) : undefined;
}

test('a process whose first thread ends stays, unreadable, until its last thread ends', async () => {
  const { name, wanted } = uniqueName();
  const exitOfThread = process.arch === 'x64' ? 60 : 93;
  const program = `threads->create(sub { sysread STDIN, my $line, 1; syscall 231, 0; kill 9, $$ }); syscall ${exitOfThread}, 0`;
  const child = shell('exec -a "$1" perl -Mthreads -e "$2"', name, program);
  const follower = createProcessFollower('/proc', wanted, () => 0);
  await vi.waitFor(() => expect(readProcessStatus(`/proc/${child.pid}`)?.isDead).toBe(true), 5000);
  expect(follower.read().processes).toMatchObject([
    {
      pid: child.pid,
      argv: { ok: false, error: { reason: 'command_line_unreadable' } },
      environ: { ok: false, error: { reason: 'environment_unreadable' } },
    },
  ]);
  expect(follower.haveChanged('full')).toBe(false);
  child.stdin?.write('x');
  await expect.poll(() => follower.haveChanged('full'), { interval: 2, timeout: 5000 }).toBe(true);
  expect(idsOf(follower)).toEqual([]);
});
