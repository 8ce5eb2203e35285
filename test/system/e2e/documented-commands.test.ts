// Types what the pages show at a real etcd: the example of README.md, and the questions that runbooks ask a peer listener.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { claims } from '../../support/docs/command-claims.ts';
import { everyCommand } from '../../support/docs/commands.ts';
import { cannot } from '../../support/faults/abilities.ts';
import { processNamespace } from '../../support/faults/process-namespace.ts';
import { node, repository } from '../../support/peerproof-process.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { createCertificateAuthority } from '../../support/e2e/certificates.ts';
import { killEveryChild } from '../../support/e2e/child-process.ts';
import type { EtcdSettings } from '../../support/e2e/etcd-settings.ts';
import { freePort } from '../../support/e2e/free-ports.ts';
import { launchEtcd, startPlainEtcd, untilReady } from '../../support/e2e/plain-etcd.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { refuseForeignEtcd } from '../../support/e2e/running-etcd.ts';

const isUnable = !hasRequiredTools('curl', 'etcd', 'openssl', 'ps', 'setpriv') || cannot('make process namespaces');
const etcd = { version: 'of this machine', path: 'etcd' };
const commands = everyCommand();
const asked = Object.keys(claims).filter((text) => /^(?:curl|openssl) .*192\.0\.2\.11:2380/.test(text));
const example = commands.filter(({ page, output }) => page === 'README.md' && output !== undefined);

/** The flags that a search looks for, with files that exist. */
function everyFlag(directory: string): EtcdSettings {
  const authority = createCertificateAuthority(join(directory, 'pki'), 'ca');
  const { certificate, key } = authority.issue('peer');
  return {
    'peer-cert-file': certificate,
    'peer-key-file': key,
    'peer-trusted-ca-file': authority.certificate,
    'peer-client-cert-auth': 'true',
  };
}

/** Three members over plaintext; the first is alone in a process namespace, as on a control-plane node of its own. */
async function threeMembers(directory: string, through: readonly string[]): Promise<number> {
  const flags = everyFlag(directory);
  const places = await Promise.all(
    ['cp-1', 'cp-2', 'cp-3'].map(async (name) => ({ name, url: `http://127.0.0.1:${await freePort()}` })),
  );
  const initialCluster = places.map(({ name, url }) => `${name}=${url}`).join(',');
  const members = places.map(({ name, url }) =>
    launchEtcd(etcd, {
      name,
      directory,
      initialCluster,
      settings: { ...flags, 'listen-peer-urls': url },
      ...(name === 'cp-1' ? { through } : {}),
    }),
  );
  await Promise.all((await Promise.all(members)).map(untilReady));
  return Number(new URL(places[0]?.url ?? '').port);
}

/** The text without what differs from machine to machine, as one line. */
function plain(text: string): string {
  const versions = /"(etcd\w+)":"[\d.]+"/g;
  return text.replaceAll(versions, '"$1":"VERSION"').replaceAll(/\s+/g, ' ').trim();
}

/** Holds the shown text to the printed one; a line `…` stands for any that were left out. */
function expectShown(printed: string, shown: string): void {
  let rest = plain(printed);
  for (const part of shown.split(/^\s*…$/m).map(plain)) {
    expect(rest).toContain(part);
    rest = rest.slice(rest.indexOf(part) + part.length);
  }
}

describe.skipIf(isUnable)('on a real etcd', () => {
  beforeEach(refuseForeignEtcd);
  afterEach(killEveryChild);

  test('the commands of README.md print what it shows', async () => {
    const directory = temporaryDirectory();
    const { through, run } = await processNamespace();
    const address = `127.0.0.1:${await threeMembers(directory, through)}`;
    const program = `peerproof() { '${node}' '${join(repository, 'src/main.ts')}' "$@" || true; }`;
    expect(example.length).toBeGreaterThan(2);
    for (const { text, output = '' } of example) {
      const printed = run(`${program}\n${text.replaceAll('192.0.2.151:2380', address)}`);
      expectShown(printed.replaceAll(address, '192.0.2.151:2380'), output);
    }
  });

  test('the questions of the runbooks are answered as they say', async () => {
    expect(asked.length).toBeGreaterThan(3);
    const unanswered: string[] = [];
    for (const text of asked) {
      const printed = await answer(text);
      if (!/"etcdserver"|CN ?= ?|DNS:/.test(printed)) unanswered.push(text, printed);
    }
    expect(unanswered).toEqual([]);
  });
});

/** What is printed when the listener is one to ask so. */
async function answer(text: string): Promise<string> {
  const directory = temporaryDirectory();
  const { 'peer-client-cert-auth': auth = '', 'peer-trusted-ca-file': ca = '', ...pair } = everyFlag(directory);
  const demanding = { ...pair, 'peer-client-cert-auth': auth, 'peer-trusted-ca-file': ca };
  const scheme = text.includes('http://') ? 'http' : 'https';
  const url = `${scheme}://127.0.0.1:${await freePort()}`;
  const settings = { ...(text.startsWith('openssl') ? demanding : pair), 'listen-peer-urls': url };
  const { stop } = await startPlainEtcd(etcd, { name: 'cp-1', directory, settings });
  const typed = text.replaceAll('192.0.2.11:2380', new URL(url).host);
  const printed = execFileSync('bash', ['-ec', typed], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
  await stop();
  return printed;
}
