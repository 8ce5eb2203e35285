// Processes of this machine: the kernel's own procfs, not a copy.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { ProcessObservation, ProcessTable } from '../../../../src/model/observation.ts';
import { etcdConfigFile } from '../../../../src/observe/files/etcd-config-file.ts';
import { createContainerFileReader } from '../../../../src/observe/files/rooted/container-file.ts';
import { createProcessFollower } from '../../../../src/observe/processes/process-follower.ts';
import { examineProcess, readProcesses } from '../../../../src/observe/processes/processes.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';
import { hasKernelThreads } from '../../../support/observe/kernel-threads.ts';

// The name is no server's, so that nothing else on the machine mistakes these processes for one.
const name = `peerproof-subject-${process.pid}`;
const filter = (argv: readonly string[]): string | undefined => (argv[0] === name ? 'subject' : undefined);

/** Waits much longer than the kernel takes. */
const soon = { timeout: 20_000 };

type Start = {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
};

/** Starts `command` under the subject's name, and waits until the kernel shows it. */
async function start(
  command: string,
  args: readonly string[],
  { cwd = '/', environment = {} }: Start = {},
): Promise<ChildProcess & { readonly pid: number }> {
  const child = spawn(command, args, {
    argv0: name,
    cwd,
    env: environment,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  await once(child, 'spawn');
  const { pid } = child;
  if (pid === undefined) throw new Error(`Cannot start ${command}`);
  await vi.waitFor(() => expect(commandLine(pid)).toMatch(name), soon);
  return Object.assign(child, { pid });
}

function commandLine(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
}

function table(): ProcessTable {
  return createProcessFollower('/proc', filter, () => 0).read();
}

function observe(pid: number): ProcessObservation | undefined {
  return table().processes.find((one) => one.pid === pid);
}

function fingerprint(): string {
  return JSON.stringify(table());
}

test('a process is seen as it was started, and no longer once it has ended', async () => {
  const before = fingerprint();
  const child = await start('sleep', ['1000'], { environment: { ETCD_NAME: 'a b', EMPTY: '' } });
  expect(observe(child.pid)).toMatchObject({
    argv: { ok: true, value: [name, '1000'] },
    environ: { ok: true, value: expect.arrayContaining(['ETCD_NAME=a b', 'EMPTY=']) as unknown },
    exe: realpathSync('/bin/sleep'),
  });
  const running = fingerprint();
  expect(running).not.toBe(before);
  expect(fingerprint()).toBe(running);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(observe(child.pid)).toBeUndefined();
  expect(fingerprint()).toBe(before);
});

test('a process that ends between the look and the reading is counted as vanished', async () => {
  const child = await start('sleep', ['1000']);
  const candidate = examineProcess('/proc', child.pid, filter);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const candidates = candidate.ok ? [candidate.value] : [];
  expect(candidates).toHaveLength(1);
  expect(readProcesses('/proc', { candidates, hidden: 0 })).toMatchObject({ processes: [], vanished: 1 });
});

test.each([
  ['other arguments', `exec -a ${name} sleep 2000`, false],
  ['the same arguments and other variables', `export ADDED=1; exec -a ${name} "$BASH" --norc "$0"`, true],
])('an exec in place with %s shows, although id and start time stay', async (_, then, isSame) => {
  const script = join(temporaryDirectory(), 'script');
  writeFileSync(script, `read -r\n${then}\n`);
  const child = await start('bash', ['--norc', script]);
  const [before, words, seen] = [fingerprint(), commandLine(child.pid), observe(child.pid)];
  child.stdin?.write('go\n');
  await vi.waitFor(() => expect(fingerprint()).not.toBe(before), soon);
  expect(observe(child.pid)?.startTime).toBe(seen?.startTime);
  expect(commandLine(child.pid) === words).toBe(isSame);
});

test('a zombie is no process', async () => {
  const script = `exec -a ${name} sleep 0.2 & echo $!; exec sleep 1000`;
  const child = spawn('bash', ['--norc', '-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/stat`, 'utf8')).toContain(') Z '), soon);
  expect(commandLine(pid)).toBe('');
  expect(observe(pid)).toBeUndefined();
});

test('an argument of 128 KiB, the longest that Linux takes, is read whole', async () => {
  const long = `--x=${'y'.repeat(128 * 1024 - 5)}`;
  const child = await start('sh', ['-c', 'read -r line', name, long]);
  expect(observe(child.pid)?.argv).toEqual({ ok: true, value: [name, '-c', 'read -r line', name, long] });
});

test('a process that fills its command line makes nobody blind', async () => {
  const child = spawn('sh', ['-c', 'read -r line', ...Array.from({ length: 15 }, () => 'z'.repeat(100_000))]);
  onTestFinished(() => void child.kill('SIGKILL'));
  await vi.waitFor(() => expect(commandLine(child.pid ?? 0).length).toBeGreaterThan(1_400_000), soon);
  expect(table().problem).toBeUndefined();
});

test('a process that writes its title over its command line is read as it shows itself', async () => {
  const script = `process.title = '${name}'; setInterval(() => {}, 1000)`;
  const child = spawn(process.execPath, ['-e', script]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const pid = child.pid ?? 0;
  await vi.waitFor(() => expect(observe(pid)).toBeDefined(), soon);
  expect(observe(pid)?.argv).toMatchObject({ ok: true, value: expect.arrayContaining([name]) as unknown });
});

test('a relative configuration file is found from the working directory of the process', async () => {
  const cwd = temporaryDirectory();
  mkdirSync(join(cwd, 'conf'));
  writeFileSync(join(cwd, 'etcd.conf.yml'), 'name: relative\n');
  symlinkSync(join(cwd, 'etcd.conf.yml'), join(cwd, 'conf/link.yml'));
  const { pid } = await start('sleep', ['1000'], { cwd: join(cwd, 'conf') });
  const readFile = createContainerFileReader({ rootfs: '/', procfs: '/proc' }, async () => {}, etcdConfigFile);
  const read = (path: string): Promise<unknown> => readFile({ path, pid, mounts: [], containerised: false });
  for (const path of ['../etcd.conf.yml', 'link.yml', join(cwd, 'etcd.conf.yml')])
    expect(await read(path)).toEqual({ ok: true, value: 'name: relative\n' });
  expect(await read('etcd.conf.yml')).toMatchObject({ ok: false, error: { reason: 'config_file_missing' } });
});

test.skipIf(!hasKernelThreads())('a kernel thread is none, and nothing is hidden', () => {
  expect(commandLine(2)).toBe('');
  expect(table()).toMatchObject({ processes: [], problem: undefined });
});
