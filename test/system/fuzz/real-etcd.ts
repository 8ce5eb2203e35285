// A real etcd with a generated configuration: what it does is compared with the verdict on the same words.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { probePeer } from '../../../src/observe/listeners/peer-probe.ts';
import { createCertificateAuthority, type KeyPair } from '../../support/e2e/certificates.ts';
import { runningVerdicts } from '../../support/resolve/verdicts.ts';
import { fileContent, files } from './etcd-configurations.ts';
import type { Configuration } from './etcd-model.ts';

const clientPort = 23790;
const limits = { connectTimeout: 10_000, totalTimeout: 30_000 };
const startTimeout = 60_000;

type Did = {
  readonly runs: boolean;
  readonly listeners: readonly { readonly tls: boolean; readonly demands: boolean }[];
};
export type Trial = { readonly runs: boolean; readonly passes: number; readonly problem: string | undefined };

/** Needs a network of its own: every listener that comes up in it is then this etcd's. */
export class EtcdLaboratory {
  readonly directory = mkdtempSync(join(tmpdir(), 'peerproof-fuzz-'));
  readonly #binary: string;
  readonly #pair: KeyPair;
  readonly #authority: string;

  constructor(binary: string) {
    this.#binary = binary;
    const authority = createCertificateAuthority(join(this.directory, 'pki'), 'authority');
    this.#authority = authority.certificate;
    this.#pair = authority.issue('peer');
  }

  close(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  async try(configuration: Configuration): Promise<Trial> {
    const etcd = this.#prepare(configuration);
    const did = await this.#run(etcd);
    const judged = runningVerdicts(etcd);
    const effect = {
      '2.4': did.runs && did.listeners.every(({ tls }) => tls),
      '2.5': did.runs && did.listeners.every(({ tls, demands }) => tls && demands),
    };
    const passes = (['2.4', '2.5'] as const).filter((one) => judged[`cis-kubernetes-${one}`] === 'pass');
    const wrong = passes.filter((control) => !effect[control] || did.listeners.length === 0);
    const unseen = !did.runs && namesMissingFile(etcd.argv);
    const problem =
      wrong.length === 0 || unseen ? undefined : `${wrong.join(' and ')} passes, and etcd did ${JSON.stringify(did)}`;
    return { runs: did.runs, passes: passes.length, problem };
  }

  #prepare({ args, env, file }: Configuration): {
    argv: string[];
    env: Record<string, string>;
    configFile: string | null;
  } {
    const real = (text: string): string =>
      text
        .replaceAll(files.certificate, this.#pair.certificate)
        .replaceAll(files.key, this.#pair.key)
        .replaceAll(files.authority, this.#authority)
        .replaceAll('/FILE', join(this.directory, 'etcd.yaml'));
    const url = `http://127.0.0.1:${clientPort}`;
    const own = {
      'data-dir': join(this.directory, 'data'),
      'listen-client-urls': url,
      'advertise-client-urls': url,
    };
    const top = Object.entries(own).map(([key, value]) => `${key}: ${value}\n`);
    const configFile = file === undefined ? null : `${top.join('')}${real(fileContent(file))}`;
    if (configFile !== null) writeFileSync(join(this.directory, 'etcd.yaml'), configFile);
    return {
      argv: ['etcd', ...Object.entries(own).map(([name, value]) => `--${name}=${value}`), ...args.map(real)],
      env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, real(value)])),
      configFile,
    };
  }

  async #run({ argv, env }: { argv: readonly string[]; env: Record<string, string> }): Promise<Did> {
    rmSync(join(this.directory, 'data'), { recursive: true, force: true });
    const cwd = join(this.directory, 'cwd');
    rmSync(cwd, { recursive: true, force: true });
    mkdirSync(cwd);
    const others = new Set(listening().map(({ port }) => port));
    const child = spawn(this.#binary, argv.slice(1), { cwd, env, stdio: 'ignore' });
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    try {
      return (await isServing(child))
        ? { runs: true, listeners: await askListeners(others) }
        : { runs: false, listeners: [] };
    } finally {
      child.kill('SIGKILL');
      await exited;
    }
  }
}

/** A flag that swallowed the next one has it as its file: etcd does not start, and no text shows that there is no such file. */
function namesMissingFile(argv: readonly string[]): boolean {
  return argv.some(
    (word, at) => /^--?peer-(?:cert|key|trusted-ca)-file$/.test(word) && !existsSync(argv[at + 1] ?? ''),
  );
}

/** etcd opens its peer listeners before those for clients. */
async function isServing(child: ChildProcess): Promise<boolean> {
  const end = performance.now() + startTimeout;
  while (child.exitCode === null && performance.now() < end) {
    if (listening().some(({ port }) => port === clientPort)) return true;
    await pause(10);
  }
  return false;
}

async function askListeners(others: ReadonlySet<number>): Promise<Did['listeners']> {
  const peers = listening().filter(({ port }) => port !== clientPort && !others.has(port));
  return await Promise.all(
    peers.map(async (target) => {
      const answer = await probePeer(target, limits);
      return {
        tls: answer.kind === 'tls',
        demands: answer.kind === 'tls' && answer.clientCertificateRequired,
      };
    }),
  );
}

/** The listening sockets of this network: state 0A. */
function listening(): readonly { readonly host: string; readonly port: number }[] {
  return [
    ['/proc/net/tcp', '127.0.0.1'],
    ['/proc/net/tcp6', '::1'],
  ].flatMap(([file = '', host = '']) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === '0A')
      .map((fields) => ({ host, port: Number.parseInt(fields[1]?.split(':')[1] ?? '', 16) })),
  );
}
