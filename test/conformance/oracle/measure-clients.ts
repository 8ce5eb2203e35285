// Measures client-oracle.json anew: starts the etcd that is named with each configuration and asks every client listener.
// As root: node test/conformance/oracle/measure-clients.ts /usr/bin/etcd [ID ...]

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createCertificateAuthority } from '../../support/e2e/certificates.ts';
import type { Measured } from '../../support/oracle/measured.ts';
import { askListener, type ListenerAnswer, listeningSockets } from '../../support/oracle/client-listener.ts';

type Case = {
  readonly id: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly configFile: string | null;
  measured: Record<string, Measured>;
};

/** A listener that fails ends etcd after it has begun to listen. In milliseconds. */
const settleTime = 1000;
const startTimeout = 8000;
const peerPort = 2380;
const metricsPort = 2381;

const oracle = join(import.meta.dirname, 'client-oracle.json');
const [binary = '', first, ...others] = process.argv.slice(2);

// A network and processes of its own: every listener in it is one that this etcd opened, and every port is free.
if (first === '--alone') await measure(others);
else {
  const own = [process.execPath, import.meta.filename, binary, '--alone'];
  const ids = first === undefined ? [] : [first, ...others];
  const alone = ['--pid', '--fork', '--mount-proc', '--net', '--kill-child', ...own, ...ids];
  process.exitCode = spawnSync('unshare', alone, { stdio: 'inherit' }).status ?? 1;
}

async function measure(ids: readonly string[]): Promise<void> {
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
  const banner = execFileSync(binary, ['--version'], { encoding: 'utf8' });
  const version = /^etcd Version: (\S+)/.exec(banner)?.[1] ?? 'unknown';
  const directory = mkdtempSync(join(tmpdir(), 'peerproof-measure-'));
  makeFiles(directory);
  const cases = JSON.parse(readFileSync(oracle, 'utf8')) as Case[];
  for (const one of cases.filter(({ id }) => ids.length === 0 || ids.includes(id))) {
    const measured = await measureOne(directory, one);
    one.measured = { ...one.measured, [version]: measured };
    process.stdout.write(`${version} ${one.id}: ${JSON.stringify(measured)}\n`);
  }
  rmSync(directory, { recursive: true });
  writeFileSync(oracle, `${JSON.stringify(cases, null, 1)}\n`);
}

function makeFiles(directory: string): void {
  const pki = join(directory, 'pki');
  createCertificateAuthority(pki, 'ca').issue('server');
  writeFileSync(join(pki, 'text.crt'), 'no certificate\n');
}

async function measureOne(directory: string, { argv, env, configFile }: Case): Promise<Measured> {
  const cwd = join(directory, 'cwd');
  rmSync(cwd, { recursive: true, force: true });
  mkdirSync(cwd);
  const own = (text: string): string =>
    text
      .replaceAll('/pki/', join(directory, 'pki/'))
      .replaceAll('/var/lib/etcd', join(cwd, 'data'))
      .replaceAll('/etc/etcd/', `${cwd}/`);
  if (configFile !== null) writeFileSync(join(cwd, 'etcd.yaml'), own(configFile));
  const variables = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, own(value)]));
  const child = spawn(binary, argv.slice(1).map(own), { cwd, env: variables, stdio: 'ignore' });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    const answers = await listenerAnswers(child, cwd);
    return answers === undefined
      ? { starts: false, clientTransport: null, clientCertRequired: null }
      : summary(answers);
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
}

/** `undefined`: etcd did not stay up. */
async function listenerAnswers(child: ChildProcess, cwd: string): Promise<readonly ListenerAnswer[] | undefined> {
  const clientSockets = (): ReturnType<typeof listeningSockets> =>
    listeningSockets(cwd).filter(
      (socket) => !('port' in socket) || (socket.port !== peerPort && socket.port !== metricsPort),
    );
  const end = performance.now() + startTimeout;
  while (child.exitCode === null && clientSockets().length === 0 && performance.now() < end) await pause(20);
  await pause(settleTime);
  const answers = await Promise.all(clientSockets().map(askListener));
  return child.exitCode === null && answers.length > 0 ? answers : undefined;
}

function summary(answers: readonly ListenerAnswer[]): Measured {
  const isPlain = answers.some(({ plaintext }) => plaintext);
  const isTls = answers.some(({ tls }) => tls !== undefined);
  return {
    starts: true,
    clientTransport: isPlain && isTls ? 'mixed' : isPlain ? 'plaintext' : isTls ? 'tls' : null,
    clientCertRequired: answers.every(({ plaintext, tls }) => !plaintext && tls === 'demands'),
  };
}
