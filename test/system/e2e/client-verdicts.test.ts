// What a verdict on clients says, beside what a real client sees of a real etcd.
import { describe, expect, test } from 'vitest';
import { askListener } from '../../support/oracle/client-listener.ts';
import { type CertificateAuthority } from '../../support/e2e/certificates.ts';
import { etcdSuite } from '../../support/e2e/etcd-suite.ts';
import type { EtcdSettings } from '../../support/e2e/etcd-settings.ts';
import { etcdVersions } from '../../support/e2e/etcd-versions.ts';
import { freePort } from '../../support/e2e/free-ports.ts';
import { checkMachine } from '../../support/e2e/machine-check.ts';
import { launchEtcd } from '../../support/e2e/plain-etcd.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { waitUntil } from '../../support/e2e/wait-until.ts';

const hasTools = hasRequiredTools('etcd', 'openssl');
const versions = hasTools ? etcdVersions() : [];
const binaries = versions.filter((_, index) => index === 0 || index === versions.length - 1);

type Case = {
  readonly name: string;
  readonly scheme: 'http' | 'https';
  readonly settings: (authority: CertificateAuthority) => EtcdSettings;
  /** Of 2.1, 2.2 and 2.3. */
  readonly statuses: string;
  readonly answer: Awaited<ReturnType<typeof askListener>>;
};

const pair = (authority: CertificateAuthority): EtcdSettings => {
  const { certificate, key } = authority.issue('server');
  return { 'cert-file': certificate, 'key-file': key };
};
const demand = ({ certificate }: CertificateAuthority): EtcdSettings => ({
  'trusted-ca-file': certificate,
  'client-cert-auth': 'true',
});

const cases: readonly Case[] = [
  {
    name: 'everything',
    scheme: 'https',
    settings: (authority) => ({ ...pair(authority), ...demand(authority) }),
    statuses: 'pass / pass / pass',
    answer: { plaintext: false, tls: 'demands' },
  },
  {
    name: 'a pair alone',
    scheme: 'https',
    settings: pair,
    statuses: 'pass / fail / pass',
    answer: { plaintext: false, tls: 'asks for nothing' },
  },
  {
    name: 'every flag on an http URL',
    scheme: 'http',
    settings: (authority) => ({ ...pair(authority), ...demand(authority) }),
    statuses: 'fail / fail / pass',
    answer: { plaintext: true, tls: undefined },
  },
  {
    name: 'auto-TLS that drops the demand',
    scheme: 'https',
    settings: (authority) => ({ ...demand(authority), 'auto-tls': 'true' }),
    statuses: 'fail / fail / fail',
    answer: { plaintext: false, tls: 'asks for nothing' },
  },
];

describe.skipIf(!hasTools)('what a verdict on clients says of a real etcd', () => {
  const suite = etcdSuite();

  const runs = binaries.flatMap((binary) => cases.map((one) => ({ ...one, binary, version: binary.version })));

  test.each(runs)('$version with $name is judged $statuses, and a client sees the same', async (run) => {
    const [port, peerPort] = [await freePort(), await freePort()];
    const url = `${run.scheme}://127.0.0.1:${port}`;
    await launchEtcd(run.binary, {
      name: `cp-1-${port}`,
      directory: suite.directory(),
      settings: {
        'listen-peer-urls': `http://127.0.0.1:${peerPort}`,
        'listen-client-urls': url,
        'advertise-client-urls': url,
        ...run.settings(suite.authority()),
      },
    });
    const seen = await waitUntil(
      async () => {
        const answer = await askListener({ host: '127.0.0.1', port });
        return answer.plaintext || answer.tls !== undefined ? answer : undefined;
      },
      { timeoutMs: 120_000, everyMs: 100, describe: () => `nothing answers at ${url}` },
    );
    expect(seen).toEqual(run.answer);
    const { statuses } = await checkMachine(['--rule=2.1', '--rule=2.2', '--rule=2.3', '--probe=off']);
    expect(statuses).toBe(run.statuses);
  });
});
