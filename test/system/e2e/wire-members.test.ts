import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { createCertificateAuthority, type KeyPair } from '../../support/e2e/certificates.ts';
import { killEveryChild } from '../../support/e2e/child-process.ts';
import { type EtcdBinary, etcdVersions } from '../../support/e2e/etcd-versions.ts';
import { freePort } from '../../support/e2e/free-ports.ts';
import { checkMachine } from '../../support/e2e/machine-check.ts';
import { launchEtcd, type PlainEtcd, startPlainEtcd, untilReady } from '../../support/e2e/plain-etcd.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { refuseForeignEtcd } from '../../support/e2e/running-etcd.ts';

const hasTools = hasRequiredTools('etcd', 'openssl', 'setpriv');
const versions = hasTools ? etcdVersions() : [];
const binaries = versions.filter((_, index) => index === 0 || index === versions.length - 1);

describe.skipIf(!hasTools)('one member or several, by the list that a peer listener gives to anyone', () => {
  let directory: string;
  let peer: KeyPair;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'peerproof-'));
    refuseForeignEtcd();
    peer = createCertificateAuthority(join(directory, 'pki'), 'etcd-ca').issue('peer');
  });
  afterEach(killEveryChild);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const inPlaintext = (url: string): Readonly<Record<string, string>> => ({ 'listen-peer-urls': url });
  const withoutClientAuth = (url: string): Readonly<Record<string, string>> => ({
    'listen-peer-urls': url,
    'peer-cert-file': peer.certificate,
    'peer-key-file': peer.key,
  });

  const start = async (binary: EtcdBinary, scheme: 'http' | 'https'): Promise<PlainEtcd> => {
    const port = await freePort();
    const url = `${scheme}://127.0.0.1:${port}`;
    const settings = scheme === 'http' ? inPlaintext(url) : withoutClientAuth(url);
    return startPlainEtcd(binary, { name: `cp-1-${port}`, directory, settings });
  };

  const startThree = async (binary: EtcdBinary): Promise<readonly PlainEtcd[]> => {
    const ports = [await freePort(), await freePort(), await freePort()];
    const places = ports.map((port, index) => ({
      name: `cp-${index + 1}-${port}`,
      url: `http://127.0.0.1:${port}`,
    }));
    const initialCluster = places.map(({ name, url }) => `${name}=${url}`).join(',');
    const members = await Promise.all(
      places.map(({ name, url }) =>
        launchEtcd(binary, { name, directory, settings: inPlaintext(url), initialCluster }),
      ),
    );
    await Promise.all(members.map(untilReady));
    return members;
  };

  describe.each(binaries)('$version', (binary) => {
    test.each([
      { scheme: 'http', statuses: 'not_applicable / not_applicable', wire: 'wire_plaintext' },
      { scheme: 'https', statuses: 'pass / not_applicable', wire: 'wire_no_client_certificate' },
    ] as const)('a single member over $scheme is $statuses', async ({ scheme, statuses, wire }) => {
      await start(binary, scheme);
      const checked = await checkMachine();
      expect(checked).toMatchObject({ exitCode: 0, statuses });
      expect(checked.reasons).toEqual(expect.arrayContaining(['single_member', wire]));
      expect(checked.listeners).toMatchObject([{ answer: { members: { count: 1 } } }]);
    });

    test('a single member fails with --single-member=no, and is declared with =not_applicable', async () => {
      await start(binary, 'http');
      expect(await checkMachine(['--single-member=no'])).toMatchObject({
        exitCode: 1,
        statuses: 'fail / fail',
      });
      const declared = await checkMachine(['--single-member=not_applicable']);
      expect(declared.statuses).toBe('not_applicable / not_applicable');
      expect(declared.reasons).toContain('declared_single_member');
      expect(declared.reasons).not.toContain('single_member');
    });

    test('a single member that nobody asks fails: flags never prove it', async () => {
      await start(binary, 'http');
      const checked = await checkMachine(['--probe=off']);
      expect(checked).toMatchObject({ statuses: 'fail / fail', listeners: [] });
    });

    test('three members fail, also while two of them are down', async () => {
      const [, second, third] = await startThree(binary);
      const whole = await checkMachine();
      expect(whole.statuses).toBe('fail / fail');
      expect(whole.listeners.map(({ answer }) => answer.members?.count)).toEqual([3, 3, 3]);

      await Promise.all([second?.stop(), third?.stop()]);
      const alone = await checkMachine();
      expect(alone.statuses).toBe('fail / fail');
      expect(alone.listeners).toMatchObject([{ answer: { kind: 'plaintext', members: { count: 3 } } }]);
      expect(alone.reasons).not.toContain('single_member');
    });

    test('a learner counts as a member', async () => {
      const { client } = await start(binary, 'http');
      expect((await checkMachine()).statuses).toBe('not_applicable / not_applicable');
      const added = await fetch(`${client}/v3/cluster/member/add`, {
        method: 'POST',
        body: JSON.stringify({ peerURLs: [`http://127.0.0.1:${await freePort()}`], isLearner: true }),
      });
      expect(await added.json()).toMatchObject({ member: { isLearner: true } });
      const checked = await checkMachine();
      expect(checked.statuses).toBe('fail / fail');
      expect(checked.listeners).toMatchObject([{ answer: { members: { count: 2 } } }]);
    });
  });
});
