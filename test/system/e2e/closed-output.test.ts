// Output that nobody takes: a closed pipe, a full disk, descriptors that were closed before the start.

import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { etcdPod } from '../../support/etcd-pod.ts';
import { hostTree, type HostTree, manifestPath } from '../../support/host-tree.ts';
import { node, repository, servePeerproof } from '../../support/peerproof-process.ts';
import { waitUntil } from '../../support/e2e/wait-until.ts';

const program = join(repository, 'src/main.ts');

function hostWithEtcd(): HostTree {
  const host = hostTree();
  host.write(`${manifestPath}/etcd.yaml`, etcdPod());
  return host;
}

function inShell(script: string, { rootfs }: HostTree): SpawnSyncReturns<string> {
  const words = ['-o', 'pipefail', '-c', script, node, program, 'check', `--path.rootfs=${rootfs}`];
  return spawnSync('bash', words, { encoding: 'utf8' });
}

test('a reader that takes the first line and goes leaves the exit code as it is', () => {
  const { status, stderr, stdout } = inShell('"$0" "$@" | head -1', hostWithEtcd());
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^Node .*\n$/);
});

test('a reader that was gone before the verdict is told in one line, and is no verdict', () => {
  const { status, stderr } = inShell('"$0" "$@" | true', hostWithEtcd());
  expect({ status, stderr }).toEqual({ status: 3, stderr: 'peerproof: write EPIPE\n' });
});

test('a full disk is told in one line, and is no verdict', () => {
  const { status, stderr } = inShell('"$0" "$@" > /dev/full', hostWithEtcd());
  expect(status).toBe(3);
  expect(stderr).toMatch(/^peerproof: ENOSPC: no space left on device, write\n$/);
});

test('descriptors that were closed before the start change nothing', () => {
  const host = hostWithEtcd();
  expect(inShell('"$0" "$@" <&- >&- 2>&-', host).status).toBe(0);
  host.write(`${manifestPath}/etcd.yaml`, etcdPod('--peer-client-cert-auth=false'));
  expect(inShell('"$0" "$@" <&- >&- 2>&-', host).status).toBe(1);
});

test('the agent lives on when nobody takes its log any more', async () => {
  const host = hostWithEtcd();
  const agent = await servePeerproof([`--path.rootfs=${host.rootfs}`]);
  for (const stream of [agent.child.stdout, agent.child.stderr]) stream?.destroy();
  const status = async (rule: string): Promise<string | undefined> => {
    const exposition = await (await fetch(`${agent.web}/metrics`)).text();
    return new RegExp(`rule_status{.*rule="${rule}",status="(\\w+)"} 1`).exec(exposition)?.[1];
  };
  const rule = 'cis-kubernetes-2.5';
  // Each of these changes is a line that cannot be written.
  for (const [given, expected] of [
    ['false', 'fail'],
    ['true', 'pass'],
  ] as const) {
    host.write(`${manifestPath}/etcd.yaml`, etcdPod(`--peer-client-cert-auth=${given}`));
    const asExpected = async (): Promise<true | undefined> => ((await status(rule)) === expected ? true : undefined);
    await waitUntil(asExpected, { timeoutMs: 60_000, everyMs: 20, describe: () => `not ${expected}` });
  }
  const ended = once(agent.child, 'exit');
  agent.child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});
