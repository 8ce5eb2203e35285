import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  createKnownProcesses,
  type KnownProcesses,
} from '../../../../src/observe/processes/known-processes.ts';
import type { ProcessFilter } from '../../../../src/observe/processes/processes.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';
import {
  canMakeNamespace,
  inPrivateNamespace,
} from '../../../support/observe/processes/private-namespace.ts';
import { shell, uniqueName, waitForProgram } from '../../../support/observe/processes/real-processes.ts';

function knowing(pid: number, wanted: ProcessFilter): KnownProcesses {
  const known = createKnownProcesses('/proc', wanted, () => undefined);
  onTestFinished(known.close);
  expect(known.add(pid)).toBe('added');
  return known;
}

test('a known process that lives on has not changed', async () => {
  const { name, wanted } = uniqueName();
  const { pid } = shell('exec -a "$1" cat', name);
  await waitForProgram(pid, name);
  const known = knowing(pid, wanted);
  for (let look = 0; look < 50; look += 1) expect(known.look().haveChanged).toBe(false);
  expect(known.candidates().map((one) => one.pid)).toEqual([pid]);
});

test('the end of a known process is a change, once', async () => {
  const { name, wanted } = uniqueName();
  const child = shell('exec -a "$1" cat', name);
  await waitForProgram(child.pid, name);
  const known = knowing(child.pid, wanted);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(known.look().haveChanged).toBe(true);
  expect(known.candidates()).toEqual([]);
  expect(known.look().haveChanged).toBe(false);
});

test.each([
  ['with another command line', 'exec -a "$1" cat --'],
  ['with the same command line and another environment', 'export ETCD_NAME=other; exec -a "$1" cat'],
])('an exec in place %s is a change', async (_, then) => {
  const { name, wanted } = uniqueName();
  // The first program waits for a line, and becomes the second by its own exec.
  const program = `exec -a "$1" perl -e 'sysread STDIN, my $line, 1; exec @ARGV' bash -c '${then}' bash "$1"`;
  const child = shell(program, name);
  await waitForProgram(child.pid, name);
  const known = knowing(child.pid, wanted);
  expect(known.look().haveChanged).toBe(false);
  child.stdin?.write('x');
  await expect.poll(() => known.look().haveChanged, { interval: 2, timeout: 50_000 }).toBe(true);
});

test('a command line that was still empty is read again until it is there', () => {
  const procfs = temporaryDirectory();
  mkdirSync(join(procfs, '5'));
  writeFileSync(join(procfs, '5/cmdline'), '');
  writeFileSync(join(procfs, '5/stat'), `5 (etcd) S ${'9 '.repeat(40)}\n`);
  symlinkSync('/usr/bin/etcd', join(procfs, '5/exe'));
  const known = createKnownProcesses(
    procfs,
    (_, exe) => (exe === '/usr/bin/etcd' ? 'etcd' : undefined),
    () => undefined,
  );
  onTestFinished(known.close);
  expect(known.add(5)).toBe('added');
  expect(known.look().haveChanged).toBe(false);
  writeFileSync(join(procfs, '5/cmdline'), 'etcd\0--name=m1\0');
  expect(known.look().haveChanged).toBe(true);
  expect(known.candidates()[0]?.commandLine).toEqual({ ok: true, value: 'etcd\0--name=m1\0' });
  expect(known.look().haveChanged).toBe(false);
});

test.runIf(canMakeNamespace)('another process under the id of a known one is not taken for it', () => {
  const output = inPrivateNamespace(`
    import { spawn, spawnSync } from 'node:child_process';
    import { once } from 'node:events';
    import { readFileSync, writeFileSync } from 'node:fs';
    import { createKnownProcesses } from './src/observe/processes/known-processes.ts';
    const wanted = ([program]) => (program === 'etcd' ? 'etcd' : undefined);
    const start = () => spawn('cat', { argv0: 'etcd', stdio: ['pipe', 'ignore', 'ignore'] });
    const first = start();
    await once(first, 'spawn');
    const known = createKnownProcesses('/proc', wanted, () => undefined);
    known.add(first.pid);
    first.kill('SIGKILL');
    await once(first, 'exit');
    writeFileSync('/proc/sys/kernel/ns_last_pid', String(first.pid - 1));
    const second = start();
    await once(second, 'spawn');
    console.log(JSON.stringify({ reused: second.pid === first.pid, look: known.look(), known: known.candidates().length > 0, pid: first.pid }));
    process.exit();
  `);
  const { pid, ...seen } = JSON.parse(output) as { readonly pid: number };
  expect(seen).toEqual({ reused: true, look: { haveChanged: true, ended: [pid] }, known: false });
});
