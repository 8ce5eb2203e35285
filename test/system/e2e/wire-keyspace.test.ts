import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { startAgent } from '../../support/e2e/agent.ts';
import { createCertificateAuthority } from '../../support/e2e/certificates.ts';
import { killEveryChild } from '../../support/e2e/child-process.ts';
import type { EtcdSettings } from '../../support/e2e/etcd-settings.ts';
import { etcdVersions, isAtLeast } from '../../support/e2e/etcd-versions.ts';
import { parseExposition, valuesOf } from '../../support/e2e/exposition.ts';
import { freePort } from '../../support/e2e/free-ports.ts';
import { checkMachine, unrepeated } from '../../support/e2e/machine-check.ts';
import { type PlainEtcd, startPlainEtcd } from '../../support/e2e/plain-etcd.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { refuseForeignEtcd } from '../../support/e2e/running-etcd.ts';

const hasTools = hasRequiredTools('etcd', 'openssl', 'setpriv');
const versions = hasTools ? etcdVersions() : [];
const binaries = versions.filter((_, index) => index === 0 || index === versions.length - 1);
const exposure = 'peerproof_peer_listener_exposes_keyspace';

/** Everything that etcd counts about its API and its keys: calls started, ranges, puts, transactions, watches. */
async function keyTraffic({ client }: PlainEtcd): Promise<Readonly<Record<string, number>>> {
  const samples = parseExposition(await (await fetch(`${client}/metrics`)).text());
  const traffic = samples.filter(
    ({ name }) => name === 'grpc_server_started_total' || /^etcd_(debugging_)?mvcc_\w+_total$/.test(name),
  );
  const entries = traffic.map(({ name, labels, value }) => [`${name}${JSON.stringify(labels)}`, value] as const);
  return Object.fromEntries(entries.filter(([key]) => !key.includes('db_total')));
}

describe.skipIf(!hasTools)('a peer listener that serves the key space', () => {
  let directory: string;
  let withTls: EtcdSettings;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'peerproof-'));
    refuseForeignEtcd();
    mkdirSync(join(directory, 'manifests'));
    const { certificate, key } = createCertificateAuthority(join(directory, 'pki'), 'etcd-ca').issue('peer');
    withTls = { 'peer-cert-file': certificate, 'peer-key-file': key };
  });
  afterEach(killEveryChild);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const start = async (binary: (typeof binaries)[number], host: string, settings: EtcdSettings): Promise<PlainEtcd> => {
    const port = await freePort();
    const scheme = 'peer-cert-file' in settings ? 'https' : 'http';
    return startPlainEtcd(binary, {
      name: `cp-1-${port}`,
      directory,
      settings: {
        ...settings,
        'listen-peer-urls': `${scheme}://${host}:${port}`,
        'initial-advertise-peer-urls': `${scheme}://127.0.0.1:${port}`,
      },
    });
  };

  const exposedByMetric = async (): Promise<readonly number[]> => {
    const agent = await startAgent({ directory, manifests: join(directory, 'manifests'), procfs: '/proc' });
    return valuesOf(await agent.metrics(), exposure);
  };

  describe.each(binaries)('$version', (binary) => {
    const serves = Number(!isAtLeast(binary.version, [3, 6, 0]));

    test('beyond loopback says so loudly, although the rule does not apply to a single member', async () => {
      await start(binary, '0.0.0.0', {});
      const checked = await checkMachine();
      expect(checked.statuses).toBe('not_applicable / not_applicable');
      expect(checked.notes.filter((note) => note === 'keyspace_exposed')).toHaveLength(serves);
      expect(checked.listeners).toMatchObject([{ exposesKeyspace: serves === 1 }]);
      expect(await exposedByMetric()).toEqual([serves]);
    });

    test.each([
      { name: 'in plaintext on loopback', host: '127.0.0.1', tls: false },
      { name: 'with TLS beyond loopback', host: '0.0.0.0', tls: true },
    ])('is not seen $name', async ({ host, tls }) => {
      await start(binary, host, tls ? withTls : {});
      expect((await checkMachine(unrepeated)).notes).not.toContain('keyspace_exposed');
      expect(await exposedByMetric()).toEqual([0]);
    });

    test.each([false, true])('is asked for no key, and for nothing else of the API (TLS: %s)', async (tls) => {
      const etcd = await start(binary, '0.0.0.0', tls ? withTls : {});
      const before = await keyTraffic(etcd);
      expect(Object.keys(before).join()).toMatch(/grpc_method/);
      expect(Object.keys(before).join()).toMatch(/mvcc_range_total/);
      await Promise.all([checkMachine(), checkMachine(), checkMachine()]);
      expect(await keyTraffic(etcd)).toEqual(before);

      // And the counters do count: one range by hand shows.
      await fetch(`${etcd.client}/v3/kv/range`, { method: 'POST', body: '{"key":"YQ=="}' });
      expect(await keyTraffic(etcd)).not.toEqual(before);
    });
  });
});
