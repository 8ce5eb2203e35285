import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { probePeer } from '../../../src/observe/listeners/peer-probe.ts';
import { answerName } from '../../support/observe/listeners/answer-name.ts';
import { relayTo, standIn } from '../../support/observe/listeners/stand-in.ts';
import { sleep } from '../../support/stopwatch.ts';
import { type CertificateAuthority, createCertificateAuthority } from '../../support/e2e/certificates.ts';
import { killEveryChild } from '../../support/e2e/child-process.ts';
import type { EtcdSettings } from '../../support/e2e/etcd-settings.ts';
import { etcdVersions, isAtLeast } from '../../support/e2e/etcd-versions.ts';
import { freePort } from '../../support/e2e/free-ports.ts';
import { median, record } from '../../support/e2e/measurements.ts';
import { startPlainEtcd } from '../../support/e2e/plain-etcd.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';

const hasTools = hasRequiredTools('etcd', 'openssl', 'setpriv');
const binaries = hasTools ? etcdVersions() : [];
const probes = 20;
const limits = { connectTimeout: 1000, totalTimeout: 3000 };

type Kind = {
  readonly name: string;
  readonly scheme: 'http' | 'https';
  readonly settings: (authority: CertificateAuthority) => EtcdSettings;
  readonly answer: string;
  // Whether etcd writes a line when a client leaves in the middle of a handshake.
  readonly isInterrupted: boolean;
};

const pair = (authority: CertificateAuthority): EtcdSettings => {
  const { certificate, key } = authority.issue('peer');
  return { 'peer-cert-file': certificate, 'peer-key-file': key };
};

const kinds: readonly Kind[] = [
  { name: 'plaintext', scheme: 'http', settings: () => ({}), answer: 'plaintext', isInterrupted: false },
  { name: 'tls_without_client_auth', scheme: 'https', settings: pair, answer: 'tls', isInterrupted: false },
  {
    name: 'tls_with_client_auth',
    scheme: 'https',
    settings: (authority) => ({
      ...pair(authority),
      'peer-trusted-ca-file': authority.certificate,
      'peer-client-cert-auth': 'true',
    }),
    answer: 'tls, demands a certificate',
    isInterrupted: true,
  },
  {
    name: 'auto_tls',
    scheme: 'https',
    settings: () => ({ 'peer-auto-tls': 'true' }),
    answer: 'tls',
    isInterrupted: false,
  },
];

describe.skipIf(!hasTools)('what a conversation costs a real etcd', () => {
  let directory: string;
  let authority: CertificateAuthority;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'peerproof-'));
    authority = createCertificateAuthority(join(directory, 'pki'), 'etcd-ca');
  });
  afterEach(killEveryChild);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const runs = binaries.flatMap((binary) =>
    kinds.map((kind) => ({
      ...kind,
      binary,
      version: binary.version,
      // From 3.5.24 and 3.6.6 on such an end is no more than a debug line.
      linesEach: Number(kind.isInterrupted && !isAtLeast(binary.version, [3, 5, 24])),
    })),
  );

  test.each(runs)('is $linesEach log lines and no reset for $version, $name', async (run) => {
    const port = await freePort();
    const url = `${run.scheme}://127.0.0.1:${port}`;
    const settings = { 'listen-peer-urls': url, ...run.settings(authority) };
    const etcd = await startPlainEtcd(run.binary, { name: `cp-1-${port}`, directory, settings });
    const relay = await standIn(relayTo(port));
    await sleep(500, etcd.child.pid);
    const before = etcd.logLines().length;

    const times: number[] = [];
    const answers = new Set<string>();
    for (let probe = 0; probe < probes; probe += 1) {
      const began = performance.now();
      answers.add(answerName(await probePeer({ host: '127.0.0.1', port }, limits)));
      times.push(performance.now() - began);
    }
    await sleep(500, etcd.child.pid);
    const lines = etcd.logLines().slice(before);
    record(`peer listener probe, etcd ${run.version}, ${run.name}`, {
      median_ms: median(times),
      most_ms: Math.max(...times),
      log_lines_each: lines.length / probes,
    });
    expect([...answers]).toEqual([run.answer]);
    expect(lines).toHaveLength(run.linesEach * probes);

    for (let probe = 0; probe < probes; probe += 1) {
      expect(answerName(await probePeer({ host: '127.0.0.1', port: relay.port }, limits))).toBe(run.answer);
    }
    await expect.poll(relay.open, { timeout: 60_000 }).toBe(0);
    expect(relay.resets()).toBe(0);
  });
});
