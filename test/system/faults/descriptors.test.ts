import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { Agent as HttpAgent, get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { etcdPod } from '../../support/etcd-pod.ts';
import { hostTree, manifestPath } from '../../support/host-tree.ts';
import { sleep } from '../../support/stopwatch.ts';
import { cannot } from '../../support/faults/abilities.ts';
import { childOf } from '../../support/e2e/child-process.ts';
import { processNamespace } from '../../support/faults/process-namespace.ts';
import { watchAgent, type WatchedAgent } from '../../support/faults/watched-agent.ts';

const good = etcdPod();

/** Leaves a process so many descriptors more than it has open: new ones take the lowest number that is free. */
function leaveDescriptors(pid: number, count: number): void {
  const taken = new Set(readdirSync(`/proc/${pid}/fd`).map(Number));
  const numbers = Array.from({ length: taken.size + count }, (_, number) => number);
  const free = numbers.filter((one) => !taken.has(one));
  const limit = (free[count - 1] ?? taken.size + count) + 1;
  // The soft limit alone: only root may lift the hard one again.
  execFileSync('prlimit', [`--pid=${pid}`, `--nofile=${limit}:`]);
}

/** So many connections that nothing is left of what the agent may still open. */
async function useThemUp(agent: WatchedAgent, pid: number): Promise<{ readonly release: () => void }> {
  leaveDescriptors(pid, 20);
  const { hostname, port } = new URL(agent.process.web);
  const sockets: readonly Socket[] = Array.from({ length: 100 }, () => connect(Number(port), hostname));
  for (const socket of sockets) socket.on('error', () => {});
  const release = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(release);
  await sleep(500, pid);
  return { release };
}

/** Scrapes on a connection that it keeps: another one could not be accepted. */
function keptConnection(agent: WatchedAgent): { readonly scrape: () => Promise<string> } {
  const kept = new HttpAgent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => kept.destroy());
  const scrape = (): Promise<string> =>
    new Promise((resolve, reject) => {
      get(`${agent.process.web}/metrics`, { agent: kept }, (answer) => {
        let body = '';
        answer.setEncoding('utf8').on('data', (text: string) => (body += text));
        answer.on('end', () => resolve(answer.statusCode === 200 ? body : `status ${answer.statusCode}`));
      }).on('error', reject);
    });
  return { scrape };
}

describe.skipIf(cannot('limit descriptors', 'make process namespaces'))('file descriptors', () => {
  test('that are used up make the verdict unknown, and it comes back with them', async () => {
    const { rootfs, write } = hostTree();
    write(`${manifestPath}/etcd.yaml`, good);
    const agent = await watchAgent([`--path.rootfs=${rootfs}`, '--resync-interval=1s']);
    const { scrape } = keptConnection(agent);
    expect(await scrape()).toContain('peerproof_rule_compliant{node="cp-1",rule="cis-kubernetes-2.4"} 1');
    const { release } = await useThemUp(agent, agent.process.child.pid ?? 0);
    await sleep(1500, agent.process.child.pid ?? 0);
    const blind = await scrape();
    expect(blind).toContain('peerproof_rule_compliant{node="cp-1",rule="cis-kubernetes-2.4"} 0');
    expect(blind).toContain('reason="manifest_directory_unreadable"} 1');
    expect(blind).toContain('peerproof_source_up{node="cp-1",source="manifest"} 0');
    expect(blind).toContain('peerproof_source_up{node="cp-1",source="process"} 0');
    release();
    await agent.becomes('pass / pass', [], 3000);
    expect(await agent.health()).toBe(200);
  });

  test('that are used up while an etcd starts hide it from no later scrape', async () => {
    const { rootfs, write } = hostTree();
    write(`${manifestPath}/etcd.yaml`, good);
    const namespace = await processNamespace();
    const options = [`--path.rootfs=${rootfs}`, '--path.procfs=/proc', '--resync-interval=1h'];
    const agent = await watchAgent(options, namespace.through);
    const { scrape } = keptConnection(agent);
    expect(await scrape()).toContain('peerproof_process_watch_mode{mode="directory"} 1');
    const { release } = await useThemUp(agent, childOf(agent.process.child.pid, 'node') ?? 0);
    namespace.startEtcd([]);
    await sleep(5000, agent.process.child.pid ?? 0);
    release();
    await sleep(500, agent.process.child.pid ?? 0);
    expect((await agent.look()).verdict).toBe('fail / fail');
  });
});
