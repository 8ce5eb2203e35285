import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { killEveryChild } from '../../support/e2e/child-process.ts';
import { type EtcdBinary, etcdVersions } from '../../support/e2e/etcd-versions.ts';
import { freePort } from '../../support/e2e/free-ports.ts';
import { checkMachine, unrepeated } from '../../support/e2e/machine-check.ts';
import { launchEtcd, startPlainEtcd } from '../../support/e2e/plain-etcd.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { refuseForeignEtcd } from '../../support/e2e/running-etcd.ts';
import { waitUntil } from '../../support/e2e/wait-until.ts';

const hasTools = hasRequiredTools('etcd', 'setpriv');
const ownNetwork = ['unshare', '--net', '--'];
const cannotUnshare = hasTools && spawnSync(ownNetwork[0] ?? '', [...ownNetwork.slice(1), 'true']).status !== 0;
const [binary] = (hasTools ? etcdVersions() : []) as readonly [EtcdBinary];

describe.skipIf(!hasTools)('a listener that cannot be judged from here', () => {
  let directory: string;
  let decoy: Server | undefined;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'peerproof-'));
    refuseForeignEtcd();
    if (cannotUnshare) console.warn('Network namespaces are not tested: unshare --net is not permitted');
  });
  afterEach(async () => {
    decoy?.close();
    await killEveryChild();
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test('in another network is not asked, nor is whoever has its address here', async ({ skip }) => {
    skip(cannotUnshare);
    const port = await freePort();
    let visitors = 0;
    decoy = createServer((socket) => {
      visitors += 1;
      socket.destroy();
    }).listen(port, '127.0.0.1');
    // Its loopback is down, so that only the address of every interface can be listened on.
    const urls = {
      'listen-peer-urls': `http://0.0.0.0:${port}`,
      'listen-client-urls': 'http://0.0.0.0:2379',
    };
    const settings = { ...urls, 'initial-advertise-peer-urls': `http://127.0.0.1:${port}` };
    const etcd = await launchEtcd(binary, { name: 'cp-1', directory, settings, through: ownNetwork });
    await waitUntil(async () => etcd.logLines().some((line) => line.includes('serving')) || undefined, {
      timeoutMs: 120_000,
      everyMs: 50,
      describe: () => etcd.logLines().slice(-5).join('\n'),
    });
    const checked = await checkMachine();
    expect(checked).toMatchObject({
      statuses: 'fail / fail',
      listeners: [{ answer: { kind: 'not_probed' }, askedAt: null, exposesKeyspace: null }],
    });
    expect(checked.rules.flatMap(({ findings }) => findings.map(({ source }) => source))).toEqual([
      'process',
      'process',
    ]);
    expect(visitors).toBe(0);
  });

  test('of the host is not asked by an agent in a network of its own', async ({ skip }) => {
    skip(cannotUnshare);
    const settings = { 'listen-peer-urls': `http://127.0.0.1:${await freePort()}` };
    await startPlainEtcd(binary, { name: 'cp-2', directory, settings });
    const checked = await checkMachine([], ownNetwork);
    expect(checked).toMatchObject({
      statuses: 'fail / fail',
      listeners: [{ answer: { kind: 'not_probed' } }],
    });
    expect((await checkMachine(unrepeated)).listeners).toMatchObject([{ answer: { kind: 'plaintext' } }]);
  });

  test('is a socket file, and the listener beside it is asked', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const settings = {
      'listen-peer-urls': `unix://localhost:${await freePort()},${url}`,
      'initial-advertise-peer-urls': url,
    };
    await startPlainEtcd(binary, { name: 'cp-3', directory, settings });
    expect((await checkMachine(unrepeated)).listeners).toMatchObject([
      { listener: expect.stringMatching(/^unix:/), answer: { kind: 'not_probed' }, askedAt: null },
      { listener: url, answer: { kind: 'plaintext' } },
    ]);
  });

  test('is one that is not asked at all with --probe=off', async () => {
    const settings = { 'listen-peer-urls': `http://127.0.0.1:${await freePort()}` };
    await startPlainEtcd(binary, { name: 'cp-4', directory, settings });
    expect((await checkMachine(['--probe=off'])).listeners).toEqual([]);
  });
});
