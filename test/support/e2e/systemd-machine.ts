// A systemd as process 1 of namespaces of its own, in which the packaged unit runs as it would on an etcd host.

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { waitUntil } from './wait-until.ts';
import { node, repository } from '../peerproof-process.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const unitFile = join(repository, 'manifests/systemd/peerproof.service');
const namespaces = ['--pid', '--fork', '--mount', '--uts', '--ipc', '--cgroup', '--kill-child'];
/** Empty ones, in place of the host's: nothing else may start. */
const targets = ['first', 'sysinit', 'basic', 'network', 'shutdown', 'umount', 'final', 'exit'];

export type SystemdMachine = {
  /** Runs a program in it, as root and in its namespaces; what it prints. Throws when it fails. */
  readonly run: (program: string, ...words: readonly string[]) => string;
  /** The same without waiting: it ends with the test. */
  readonly start: (environment: Readonly<Record<string, string>>, ...words: readonly string[]) => ChildProcess;
  /** Adds these lines to the unit's [Service] section. */
  readonly configure: (...lines: readonly string[]) => void;
  /** What the service has written. */
  readonly log: () => string;
};

export function canBootSystemd(): boolean {
  const isRoot = process.getuid?.() === 0;
  const found = isRoot && existsSync('/lib/systemd/systemd') && unifiedHierarchy() !== undefined;
  if (found && spawnSync('unshare', [...namespaces, 'mount', '-t', 'proc', 'proc', '/proc']).status === 0) return true;
  process.stderr.write('unit not started: that takes root, systemd, a cgroup2 mount and new namespaces\n');
  return false;
}

function unifiedHierarchy(): string | undefined {
  const mounts = readFileSync('/proc/mounts', 'utf8');
  return /^\S+ (\S+) cgroup2 /m.exec(mounts)?.[1];
}

/** The bundle has to be there. */
export async function bootSystemd(): Promise<SystemdMachine> {
  const directory = temporaryDirectory();
  const [units, lib] = [join(directory, 'units'), join(directory, 'lib')];
  const dropIns = join(units, 'peerproof.service.d');
  for (const path of [dropIns, lib]) mkdirSync(path, { recursive: true });
  for (const name of targets) writeFileSync(join(units, `${name}.target`), '[Unit]\nDefaultDependencies=no\n');
  copyFileSync(unitFile, join(units, 'peerproof.service'));
  for (const file of ['peerproof.js', 'peerproof.js.map'])
    copyFileSync(join(repository, 'dist', file), join(lib, file));
  const log = join(directory, 'log');
  writeFileSync(log, '');

  const init = await startInit(directory);
  const enter = ['-t', `${init}`, '-m', '-p', '-i', '-u', '--'];
  const run = (program: string, ...words: readonly string[]): string =>
    execFileSync('nsenter', [...enter, program, ...words], {
      encoding: 'utf8',
      timeout: 120_000,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  await waitUntil(
    async () =>
      spawnSync('nsenter', [...enter, 'systemctl', 'is-active', 'first.target']).status === 0 ? true : undefined,
    { timeoutMs: 120_000, everyMs: 50, describe: () => 'systemd does not answer' },
  );
  return {
    run,
    start: (env, ...words) => {
      const child = spawn('nsenter', [...enter, ...words], { env, stdio: ['pipe', 'ignore', 'inherit'] });
      onTestFinished(() => void child.kill('SIGKILL'));
      return child;
    },
    configure: (...lines) => {
      const output = [`StandardOutput=append:${log}`, `StandardError=append:${log}`];
      writeFileSync(join(dropIns, 'test.conf'), ['[Service]', ...output, ...lines, ''].join('\n'));
      run('systemctl', 'daemon-reload');
    },
    log: () => readFileSync(log, 'utf8'),
  };
}

/** Answers systemd's process id, as this machine counts. */
async function startInit(directory: string): Promise<number> {
  // A group of its own, so that what systemd makes of the hierarchy can be removed.
  const group = join(unifiedHierarchy() ?? '', `peerproof-test-${process.pid}-${Date.now()}`);
  const enterGroup = 'mkdir "$1" && echo $$ > "$1/cgroup.procs" && shift && exec unshare "$@"';
  const boot = [join(import.meta.dirname, 'boot-systemd.sh'), directory, node];
  const outer = spawn('sh', ['-c', enterGroup, 'sh', group, ...namespaces, ...boot], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  onTestFinished(async () => {
    const ended = new Promise((resolve) => outer.once('exit', resolve));
    outer.kill('SIGKILL');
    await ended;
    await waitUntil(async () => (removeGroups(group) ? true : undefined), {
      timeoutMs: 60_000,
      everyMs: 50,
      describe: () => `${group} cannot be removed`,
    });
  });
  const child = (): number => Number(readFileSync(`/proc/${outer.pid}/task/${outer.pid}/children`, 'utf8').trim());
  const isSystemd = (pid: number): boolean => pid > 0 && readFileSync(`/proc/${pid}/comm`, 'utf8') === 'systemd\n';
  return await waitUntil(async () => (isSystemd(child()) ? child() : undefined), {
    timeoutMs: 120_000,
    everyMs: 20,
    describe: () => 'systemd does not start',
  });
}

/** False while the kernel still takes leave of a process in it. */
function removeGroups(directory: string): boolean {
  try {
    for (const entry of readdirSync(directory, { withFileTypes: true }))
      if (entry.isDirectory()) removeGroups(join(directory, entry.name));
    rmdirSync(directory);
    return true;
  } catch {
    return !existsSync(directory);
  }
}
