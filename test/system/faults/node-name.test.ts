import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../support/e2e/free-ports.ts';
import { etcdPod } from '../../support/etcd-pod.ts';
import { hostTree, manifestPath } from '../../support/host-tree.ts';
import { runPeerproof, servePeerproof } from '../../support/peerproof-process.ts';
import { watchAgent } from '../../support/faults/watched-agent.ts';

const good = etcdPod();
const bad = etcdPod('--peer-client-cert-auth=false');

test('without NODE_NAME and --node-name the label is the host name, and the log warns of it', async () => {
  const { rootfs } = hostTree();
  const agent = await servePeerproof([`--path.rootfs=${rootfs}`, '--probe=off']);
  const body = await (await fetch(`${agent.web}/metrics`)).text();
  const nodes = new Set([...body.matchAll(/[{,]node="([^"]*)"/g)].map((match) => match[1]));
  expect(nodes).toEqual(new Set([hostname()]));
  expect(agent.stderr()).toMatch(/level=warn msg="neither --node-name nor NODE_NAME is given/);
});

test('with NODE_NAME the log does not warn', async () => {
  const { rootfs } = hostTree();
  const environment = { NODE_NAME: 'cp-7' };
  const agent = await servePeerproof([`--path.rootfs=${rootfs}`, '--probe=off'], { environment });
  expect(await (await fetch(`${agent.web}/metrics`)).text()).toContain('{node="cp-7",rule="cis-kubernetes-2.4"}');
  expect(agent.stderr()).not.toContain('NODE_NAME');
});

test('two agents on one node tell the same, each by itself, and one that ends leaves the other alone', async () => {
  const { rootfs, write } = hostTree();
  write(`${manifestPath}/etcd.yaml`, good);
  const options = [`--path.rootfs=${rootfs}`, '--resync-interval=1h'];
  const [one, two] = [await watchAgent(options), await watchAgent(options)];
  for (const [content, verdict] of [
    [bad, 'pass / fail'],
    [good, 'pass / pass'],
  ] as const) {
    write(`${manifestPath}/etcd.yaml`, content);
    expect([(await one.look()).verdict, (await two.look()).verdict]).toEqual([verdict, verdict]);
  }
  one.process.child.kill('SIGTERM');
  expect(await one.process.ended).toBe(0);
  write(`${manifestPath}/etcd.yaml`, bad);
  expect((await two.look()).verdict).toBe('pass / fail');
});

test.each([['web.listen-address'], ['web.health-address']])(
  'an address of --%s that another program holds ends the agent with 3 and names both',
  async (option) => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    onTestFinished(() => void other.close());
    const free = option === 'web.listen-address' ? 'web.health-address' : 'web.listen-address';
    const args = [`--${option}=127.0.0.1:${port}`, `--${free}=127.0.0.1:${await freePort()}`];
    const { code, stderr } = await runPeerproof(['serve', ...args, `--path.rootfs=${hostTree().rootfs}`]);
    expect(code).toBe(3);
    expect(stderr).toMatch(
      new RegExp(`^peerproof: --${option}: cannot listen on 127\\.0\\.0\\.1:${port}: .*EADDRINUSE`, 'm'),
    );
    expect(stderr).not.toContain('    at ');
  },
);
