import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createAgent } from '../../../src/agent/agent.ts';
import { createHints } from '../../../src/agent/hints.ts';
import { createHealthServer } from '../../../src/publish/http/routes.ts';
import { etcdPod } from '../../support/etcd-pod.ts';
import { hostTree, manifestPath } from '../../support/host-tree.ts';
import { watchAgent } from '../../support/faults/watched-agent.ts';

const good = etcdPod();
const bad = etcdPod('--peer-client-cert-auth=false');
const notSet = ['client_cert_auth_false', 'enforced_by_trusted_ca_only'];

test('a stopped agent answers no probe, and its first scrape afterwards tells what changed meanwhile', async () => {
  const { rootfs, write } = hostTree();
  write(`${manifestPath}/etcd.yaml`, good);
  const agent = await watchAgent([`--path.rootfs=${rootfs}`, '--resync-interval=1h']);
  expect((await agent.look()).verdict).toBe('pass / pass');
  for (const [content, verdict, reasons] of [
    [bad, 'pass / fail', notSet],
    [good, 'pass / pass', []],
    [bad, 'pass / fail', notSet],
  ] as const) {
    agent.process.child.kill('SIGSTOP');
    write(`${manifestPath}/etcd.yaml`, content);
    expect(await agent.health()).toBe(undefined);
    agent.process.child.kill('SIGCONT');
    const seen = await agent.look();
    expect([seen.verdict, seen.reasons]).toEqual([verdict, reasons]);
    expect(await agent.health()).toBe(200);
  }
});

test('a scrape that waits while the agent is stopped is answered with what is true then', async () => {
  const { rootfs, write } = hostTree();
  write(`${manifestPath}/etcd.yaml`, good);
  const agent = await watchAgent([`--path.rootfs=${rootfs}`, '--resync-interval=1h']);
  agent.process.child.kill('SIGSTOP');
  const waiting = agent.look();
  await sleep(200);
  write(`${manifestPath}/etcd.yaml`, bad);
  agent.process.child.kill('SIGCONT');
  expect((await waiting).verdict).toBe('pass / fail');
});

describe('liveness', () => {
  test('does not care for verdicts: an etcd that fails, or cannot be judged, leaves the agent healthy', async () => {
    const { rootfs, write } = hostTree();
    const agent = await watchAgent([`--path.rootfs=${rootfs}`, '--resync-interval=100ms']);
    for (const [content, verdict] of [
      [etcdPod('--listen-peer-urls=http://192.0.2.11:2380'), 'fail / fail'],
      ['not a pod', 'unknown / unknown'],
    ] as const) {
      write(`${manifestPath}/etcd.yaml`, content);
      expect((await agent.look()).verdict).toBe(verdict);
      await sleep(500);
      expect(await agent.health()).toBe(200);
    }
  });

  test('fails once no assessment has come to its end for three resync intervals and ten seconds, and recovers', async () => {
    let hangs = false;
    const failures: unknown[] = [];
    const agent = createAgent({
      hints: createHints(),
      assess: async () => {
        if (hangs) await new Promise(() => {});
        return { node: 'n', assessedAt: new Date(), rules: [], members: [], sources: [] };
      },
      changed: () => undefined,
      pace: () => 'resting',
      publish: () => {},
      onFailure: (error) => failures.push(String(error)),
      resyncInterval: 500,
    });
    const health = createHealthServer({
      isReady: agent.isReady,
      unhealthyReason: () => (agent.overdueBy() === undefined ? undefined : 'stuck'),
    });
    const status = async (): Promise<number> => (await health.inject('/healthz')).statusCode;
    await agent.start();
    hangs = true;
    await sleep(9000);
    expect(await status()).toBe(200);
    await expect(agent.refresh(300)).rejects.toThrow('not done within 300 ms');
    await expect.poll(status, { timeout: 50_000 }).toBe(503);
    expect(failures).toEqual(['Error: not done within 10000 ms']);
    hangs = false;
    // The assessment that began meanwhile is given up first.
    await expect.poll(status, { timeout: 50_000 }).toBe(200);
    agent.stop();
    await health.close();
  });
});
