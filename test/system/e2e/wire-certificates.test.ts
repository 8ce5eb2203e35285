import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { startAgent } from '../../support/e2e/agent.ts';
import { killEveryChild } from '../../support/e2e/child-process.ts';
import { createDatedCertificate, type Dated } from '../../support/e2e/dated-certificate.ts';
import { etcdVersions } from '../../support/e2e/etcd-versions.ts';
import { valuesOf } from '../../support/e2e/exposition.ts';
import { freePort } from '../../support/e2e/free-ports.ts';
import { checkMachine } from '../../support/e2e/machine-check.ts';
import { startPlainEtcd } from '../../support/e2e/plain-etcd.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { refuseForeignEtcd } from '../../support/e2e/running-etcd.ts';

const hasTools = hasRequiredTools('etcd', 'openssl', 'setpriv');
// etcd's version does not matter here: each serves the file that it is given.
const binaries = hasTools ? etcdVersions().slice(0, 1) : [];

const certificateMetric = (end: 'before' | 'after'): string =>
  `peerproof_peer_listener_certificate_not_${end}_timestamp_seconds`;

// Certificates know no fractions of a second.
function inDays(days: number): Date {
  return new Date(Math.floor(Date.now() / 1000 + days * 86_400) * 1000);
}

type Served = Omit<Dated, 'from' | 'to'> & {
  readonly name: string;
  readonly days: readonly [number, number];
  readonly notes: readonly string[];
};

const served: readonly Served[] = [
  { name: 'sound', days: [-1, 90], names: 'IP:127.0.0.1', notes: [] },
  { name: 'expired', days: [-90, -1], names: 'IP:127.0.0.1', notes: ['peer_certificate_expired'] },
  { name: 'not valid yet', days: [1, 90], names: 'IP:127.0.0.1', notes: ['peer_certificate_expired'] },
  {
    name: 'good for 6 days',
    days: [-1, 6],
    names: 'IP:127.0.0.1',
    notes: ['peer_certificate_expires_within_7_days'],
  },
  {
    name: 'good for 20 days',
    days: [-1, 20],
    names: 'IP:127.0.0.1',
    notes: ['peer_certificate_expires_within_30_days'],
  },
  {
    name: 'that names another address',
    days: [-1, 90],
    names: 'IP:192.0.2.1',
    notes: ['peer_certificate_name_mismatch'],
  },
  {
    name: 'that names the address as if it were DNS',
    days: [-1, 90],
    names: 'DNS:127.0.0.1',
    notes: ['peer_certificate_name_mismatch'],
  },
  {
    name: 'signed with SHA-1',
    days: [-1, 90],
    names: 'IP:127.0.0.1',
    digest: 'sha1',
    notes: ['peer_certificate_weak'],
  },
  {
    name: 'with an RSA key of 1024 bits',
    days: [-1, 90],
    names: 'IP:127.0.0.1',
    key: 'rsa:1024',
    notes: ['peer_certificate_weak'],
  },
];

describe.skipIf(!hasTools)('a peer certificate as a real etcd serves it', () => {
  let directory: string;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'peerproof-'));
    refuseForeignEtcd();
    mkdirSync(join(directory, 'manifests'));
  });
  afterEach(killEveryChild);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const runs = binaries.flatMap((binary) => served.map((one) => ({ ...one, binary, version: binary.version })));

  test.each(runs)('$version: one $name is noted as $notes', async ({ binary, days, notes, ...dated }) => {
    const [from, to] = [inDays(days[0]), inDays(days[1])];
    const port = await freePort();
    const own = join(directory, `pki-${port}`);
    const { certificate, key } = createDatedCertificate(own, { ...dated, from, to });
    await startPlainEtcd(binary, {
      name: `cp-1-${port}`,
      directory,
      settings: {
        'listen-peer-urls': `https://127.0.0.1:${port}`,
        'peer-cert-file': certificate,
        'peer-key-file': key,
        'peer-trusted-ca-file': certificate,
        'peer-client-cert-auth': 'true',
      },
    });
    expect(await checkMachine()).toMatchObject({ statuses: 'pass / pass', notes });

    const agent = await startAgent({ directory, manifests: join(directory, 'manifests'), procfs: '/proc' });
    const samples = await agent.metrics();
    expect(valuesOf(samples, certificateMetric('before'))).toEqual([from.getTime() / 1000]);
    expect(valuesOf(samples, certificateMetric('after'))).toEqual([to.getTime() / 1000]);
    for (const reason of notes) {
      expect(valuesOf(samples, 'peerproof_rule_reason', { reason, rule: 'cis-kubernetes-2.4' })).toEqual([1]);
    }
  });
});
