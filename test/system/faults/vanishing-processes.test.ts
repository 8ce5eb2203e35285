import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { hostTree } from '../../support/host-tree.ts';
import { cannot } from '../../support/faults/abilities.ts';
import { childOf } from '../../support/e2e/child-process.ts';
import { processNamespace, secureSettings } from '../../support/faults/process-namespace.ts';
import { watchAgent } from '../../support/faults/watched-agent.ts';

const parts = ['cmdline', 'stat', 'environ', 'cgroup'] as const;

/** Every subset, and thereby every moment of a process that goes in any order. */
const subsets = Array.from({ length: 2 ** parts.length }, (_, bits) =>
  parts.filter((_part, index) => (bits & (1 << index)) !== 0),
);

/** A saved process directory with an etcd whose environment makes both rules pass. */
function savedEtcd() {
  const { rootfs, write } = hostTree();
  const directory = join(rootfs, 'proc/7');
  write('proc/7/cmdline', 'etcd\0');
  write('proc/7/stat', `7 (etcd) S ${'0 '.repeat(18)}99 0\n`);
  write('proc/7/environ', `${secureSettings.join('\0')}\0`);
  write('proc/7/cgroup', '0::/kubepods/x\n');
  const hide = (part: string): void => renameSync(join(directory, part), join(rootfs, part));
  const show = (part: string): void => renameSync(join(rootfs, part), join(directory, part));
  return { rootfs, hide, show };
}

test('whatever of a process has vanished, it is never a fail, and a pass only with all that decides', async () => {
  const { rootfs, hide, show } = savedEtcd();
  const agent = await watchAgent([`--path.rootfs=${rootfs}`, '--resync-interval=1h']);
  for (const hidden of subsets) {
    for (const part of hidden) hide(part);
    const { verdict, reasons } = await agent.look();
    const decides = hidden.every((part) => part === 'cgroup');
    expect(`without ${hidden.join()}: ${verdict}`).toBe(
      `without ${hidden.join()}: ${decides ? 'pass / pass' : 'unknown / unknown'}`,
    );
    expect(reasons.includes('environment_unreadable')).toBe(hidden.join().replace(',cgroup', '') === 'environ');
    for (const part of hidden) show(part);
  }
  expect(await agent.errors('process', 'process_vanished')).toBeGreaterThan(0);
  expect((await agent.look()).verdict).toBe('pass / pass');
});

test('a process whose parts come and go while they are read never fails and never ends the agent', async () => {
  const { rootfs, hide, show } = savedEtcd();
  const agent = await watchAgent([`--path.rootfs=${rootfs}`, '--resync-interval=100ms']);
  const seen = new Set<string>();
  for (let round = 0; round < 400; round += 1) {
    const [part = 'stat', other = 'stat'] = [parts[round % 4], parts[(round >> 2) % 4]];
    const looking = agent.look();
    hide(part);
    if (other !== part) hide(other);
    if (round % 7 === 0) await sleep(1);
    show(part);
    if (other !== part) show(other);
    seen.add((await looking).verdict);
  }
  expect([...seen].filter((verdict) => !['pass / pass', 'unknown / unknown'].includes(verdict))).toEqual([]);
  expect((await agent.look()).verdict).toBe('pass / pass');
  expect(existsSync(join(rootfs, 'proc/7/stat'))).toBe(true);
});

describe.skipIf(cannot('make process namespaces'))('among real processes', () => {
  async function watched() {
    const namespace = await processNamespace();
    const { rootfs } = hostTree();
    const options = [`--path.rootfs=${rootfs}`, '--path.procfs=/proc', '--resync-interval=1h'];
    const agent = await watchAgent(options, namespace.through);
    const signal = (name: NodeJS.Signals): void => {
      process.kill(childOf(agent.process.child.pid, 'node') ?? 0, name);
    };
    return { ...namespace, agent, signal };
  }

  test('a storm of processes that call themselves etcd and live for a moment leaves the one that stays', async () => {
    const { agent, run, startEtcd } = await watched();
    startEtcd(secureSettings);
    expect((await agent.look()).verdict).toBe('pass / pass');
    const storm = 'for i in $(seq 3000); do (exec -a etcd true) & [ $((i % 50)) = 0 ] && wait; done; wait';
    run(`(${storm}) >/dev/null 2>&1 &`);
    for (let scrape = 0; scrape < 30; scrape += 1) {
      const looking = agent.look();
      expect(await agent.timeOf(looking)).toBeLessThan(5000);
      const { verdict } = await looking;
      // One of the storm that is met alive is an etcd without TLS, and rightly fails.
      expect(['pass / pass', 'fail / fail']).toContain(verdict);
      await sleep(50);
    }
    await agent.becomes('pass / pass', [], 15_000);
    expect(await agent.health()).toBe(200);
  });

  test('an id that goes to another etcd while the agent is stopped is judged anew, twenty times', async () => {
    const { agent, run, startEtcd, signal } = await watched();
    // The kernel gives ids below 300 only once.
    let pid = startEtcd(secureSettings, 'echo 5000 >/proc/sys/kernel/ns_last_pid');
    expect((await agent.look()).verdict).toBe('pass / pass');
    let reused = 0;
    for (let round = 1; round <= 20; round += 1) {
      // Ids are handed out upwards, and begin anew before one is given again.
      run('echo 9000 >/proc/sys/kernel/ns_last_pid; /bin/true');
      await agent.look();
      const isSecure = round % 2 === 0;
      signal('SIGSTOP');
      const reuse = `kill -9 ${pid}; while [ -e /proc/${pid} ]; do sleep 0.01; done; sleep 0.02; echo ${pid - 1} >/proc/sys/kernel/ns_last_pid`;
      const next = startEtcd(isSecure ? secureSettings : [], reuse);
      reused += Number(next === pid);
      pid = next;
      signal('SIGCONT');
      const { verdict, reasons } = await agent.look();
      expect(`${round}: ${verdict} ${isSecure ? reasons.join() : ''}`).toBe(
        `${round}: ${isSecure ? 'pass / pass' : 'fail / fail'} `,
      );
    }
    expect(reused).toBeGreaterThan(15);
  });
});
