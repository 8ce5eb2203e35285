// How the agent ends: as process 1 of a container, when it is asked twice, and before it has judged anything.

import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hostTree } from '../../support/host-tree.ts';
import { servePeerproof, startPeerproof } from '../../support/peerproof-process.ts';
import { timeOf } from '../../support/stopwatch.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { childOf } from '../../support/e2e/child-process.ts';
import { freePort } from '../../support/e2e/free-ports.ts';
import { record } from '../../support/e2e/measurements.ts';
import { waitUntil } from '../../support/e2e/wait-until.ts';

const privateNamespace = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];
const mayFork = spawnSync('unshare', [...privateNamespace.slice(1), 'true']).status === 0;
const signals = ['SIGTERM', 'SIGINT'] as const;

type Ended = { readonly code: number | null; readonly signal: string | null; readonly afterMs: number };

/** Ends `child` by a signal to `pid`, which may be one that it has started. */
async function end(child: ChildProcess, signal: NodeJS.Signals, pid = child.pid ?? 0): Promise<Ended> {
  const exit = once(child, 'exit') as Promise<[number | null, string | null]>;
  const time = timeOf(exit, child.pid ?? 0);
  process.kill(pid, signal);
  const [code, by] = await exit;
  return { code, signal: by, afterMs: await time };
}

async function firstChild(pid: number | undefined): Promise<number> {
  const patience = { timeoutMs: 60_000, everyMs: 10, describe: () => `pid ${pid} has no child` };
  return await waitUntil(async () => childOf(pid), patience);
}

async function hangingClient(web: string): Promise<Socket> {
  const { hostname, port } = new URL(web);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  await new Promise<void>((resolve) => socket.write('GET /metrics HTTP/1.1\r\nHost: ', () => resolve()));
  return socket;
}

describe.skipIf(!mayFork)('as process 1 of a container', () => {
  test.each(signals)('%s ends the agent with 0 within a second, and no process is left', async (signal) => {
    const agent = await servePeerproof([`--path.rootfs=${hostTree().rootfs}`], { through: privateNamespace });
    const pid = await firstChild(agent.child.pid);
    expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^NSpid:\t\d+\t1$/m);
    await fetch(`${agent.web}/metrics`);
    expect(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')).toBe('');
    const ended = await end(agent.child, signal, pid);
    record(`${signal} to exit as process 1, ms`, { took: ended.afterMs });
    expect(ended).toMatchObject({ code: 0, signal: null });
    expect(ended.afterMs).toBeLessThan(1000);
    expect(agent.stderr()).toMatch(new RegExp(`msg=stopping signal=${signal}\n$`));
  });

  test('SIGTERM does not wait for the first assessment, which waits for a listener that says nothing', async () => {
    const program = join(temporaryDirectory(), 'etcd');
    copyFileSync('/bin/cat', program);
    chmodSync(program, 0o755);
    const [port, web, health] = [await freePort(), await freePort(), await freePort()];
    const silent = createServer().listen(port, '127.0.0.1');
    onTestFinished(() => void silent.close());
    const asked = once(silent, 'connection') as Promise<[Socket]>;
    const agent = startPeerproof(
      [`--web.listen-address=127.0.0.1:${web}`, `--web.health-address=127.0.0.1:${health}`],
      {
        environment: {
          ETCD_LISTEN_PEER_URLS: `https://127.0.0.1:${port}`,
          ETCD_PEER_CERT_FILE: '/pki/peer.crt',
          ETCD_PEER_KEY_FILE: '/pki/peer.key',
        },
        through: [...privateNamespace, 'sh', '-c', 'sleep 1000 | "$0" & exec "$@"', program],
      },
    );
    const [connection] = await asked;
    onTestFinished(() => void connection.destroy());
    // Another agent on the machine may have asked before this one has begun to serve.
    const readiness = (): Promise<number | undefined> =>
      fetch(`http://127.0.0.1:${health}/readyz`).then(
        ({ status }) => status,
        () => undefined,
      );
    const patience = { timeoutMs: 60_000, everyMs: 10, describe: agent.stderr };
    expect(await waitUntil(readiness, patience)).toBe(503);
    const ended = await end(agent.child, 'SIGTERM', await firstChild(agent.child.pid));
    record('SIGTERM to exit before the first assessment, ms', { took: ended.afterMs });
    expect(ended).toMatchObject({ code: 0, signal: null });
    expect(ended.afterMs).toBeLessThan(1000);
  });
});

test.each([
  ['SIGTERM', 'SIGTERM'],
  ['SIGINT', 'SIGINT'],
  ['SIGTERM', 'SIGINT'],
] as const)('%s and then %s ends the agent with 0 at once, while a client hangs', async (first, second) => {
  const agent = await servePeerproof([`--path.rootfs=${hostTree().rootfs}`]);
  await hangingClient(agent.web);
  const { child, stderr } = agent;
  child.kill(first);
  const patience = { timeoutMs: 60_000, everyMs: 1, describe: stderr };
  await waitUntil(async () => (stderr().includes('msg=stopping') ? true : undefined), patience);
  const ended = await end(child, second);
  expect(ended).toMatchObject({ code: 0, signal: null });
  // One signal would wait half a second for the client.
  expect(ended.afterMs).toBeLessThan(300);
  expect(stderr().match(/msg=stopping/g)).toHaveLength(1);
});

test('SIGPIPE does not end the agent', async () => {
  const agent = await servePeerproof([`--path.rootfs=${hostTree().rootfs}`]);
  agent.child.kill('SIGPIPE');
  for (let turn = 0; turn < 5; turn += 1) expect((await fetch(`${agent.web}/metrics`)).status).toBe(200);
  expect(agent.child.exitCode ?? agent.child.signalCode).toBeNull();
});
