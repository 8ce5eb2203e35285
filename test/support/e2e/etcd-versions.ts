import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export type EtcdBinary = { readonly version: string; readonly path: string };

const packageTool = 'apt-get';
const newerSuites = ['trixie', 'sid'];
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'peerproof-tests');

// The etcd of this machine, and those of newer Debian suites unpacked beside it where they can be had: they are optional, and
// what is missing is said.
export function etcdVersions(): readonly EtcdBinary[] {
  const paths = ['etcd', ...newerSuites.flatMap((suite) => unpacked(suite) ?? [])];
  const binaries = paths.flatMap((path) => versionOf(path) ?? []);
  process.stderr.write(`etcd versions in this run: ${binaries.map(({ version }) => version).join(', ')}\n`);
  return binaries;
}

// 3.5.16 is [3, 5, 16].
export function isAtLeast(version: string, least: readonly [number, number, number]): boolean {
  const parts = version.split('.').map((part) => Number.parseInt(part, 10));
  const different = least.findIndex((part, index) => parts[index] !== part);
  return different === -1 || (parts[different] ?? 0) > (least[different] ?? 0);
}

function versionOf(path: string): EtcdBinary | undefined {
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  const version = /^etcd Version: (\S+)/.exec(stdout ?? '')?.[1];
  return status === 0 && version !== undefined ? { version, path } : undefined;
}

function unpacked(suite: string): string | undefined {
  const binary = join(cache, suite, 'usr/bin/etcd');
  const trouble = existsSync(binary) ? undefined : unpack(suite, join(cache, suite));
  if (trouble === undefined) return binary;
  process.stderr.write(`etcd of Debian ${suite} is not tested: ${trouble}\n`);
  return undefined;
}

// With lists and a cache of its own, so that the machine's own sources stay as they are.
function unpack(suite: string, directory: string): string | undefined {
  const mirror = debianMirror();
  if (mirror === undefined) return 'this machine has no Debian mirror';
  mkdirSync(join(directory, 'lists/partial'), { recursive: true });
  const sources = join(directory, 'sources.list');
  writeFileSync(sources, `deb [signed-by=${keyring}] ${mirror} ${suite} main\n`);
  const own = [
    `Dir::Etc::sourcelist=${sources}`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${join(directory, 'lists')}`,
    `Dir::Cache=${directory}`,
    'Acquire::Retries=0',
    'Acquire::http::Timeout=10',
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option]);
  return (
    failure(directory, packageTool, [...own, 'update']) ??
    failure(directory, packageTool, [...own, 'download', 'etcd-server']) ??
    failure(directory, 'dpkg', ['-x', globSync('etcd-server_*.deb', { cwd: directory })[0] ?? '', '.'])
  );
}

function debianMirror(): string | undefined {
  const format = ['--format', '$(ORIGIN) $(LABEL) $(SITE)', 'Created-By: Packages'];
  const { stdout } = spawnSync(packageTool, ['indextargets', ...format], { encoding: 'utf8' });
  return /^Debian Debian (\S+)$/m.exec(stdout ?? '')?.[1];
}

function failure(cwd: string, command: string, args: readonly string[]): string | undefined {
  const { status, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 120_000 });
  return status === 0 ? undefined : `${command}: ${error?.message ?? stderr.trim().slice(0, 300)}`;
}
