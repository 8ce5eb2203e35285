import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { type Agent, launchAgent, startAgent } from '../../support/e2e/agent.ts';
import { type Child, type Exit, killEveryChild } from '../../support/e2e/child-process.ts';
import { freePort } from '../../support/e2e/free-ports.ts';
import { record } from '../../support/e2e/measurements.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { createSampleNode, type SampleNode } from '../../support/e2e/sample-node.ts';

const hasTools = hasRequiredTools('setpriv');

describe.skipIf(!hasTools)('the agent as a process', () => {
  let directory: string;
  let node: SampleNode;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'peerproof-'));
    node = createSampleNode(directory);
  });

  afterEach(async () => {
    await killEveryChild();
    rmSync(directory, { recursive: true, force: true });
  });

  const start = (): Promise<Agent> => startAgent({ directory, manifests: node.manifests, procfs: node.procfs });

  const runToExit = async (args: readonly string[]): Promise<{ child: Child; exit: Exit }> => {
    const child = await launchAgent(directory, args);
    return { child, exit: await child.exited };
  };

  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends the agent with exit code 0 within a second', async (signal) => {
    const agent = await start();
    // A kept-alive connection, as Prometheus holds one, must not delay the end.
    await agent.metrics();
    const exit = await agent.stop(signal);
    record(`${signal} to exit, ms`, { took: exit.afterMs });
    expect(exit).toMatchObject({ code: 0, signal: null });
    expect(exit.afterMs).toBeLessThan(1_000);
  });

  test('a client that sends half a request does not delay the end', async () => {
    const agent = await start();
    const idle = await connectAndSend(agent.address, 'GET /metrics HTTP/1.1\r\nHost: ');
    const exit = await agent.stop();
    idle.destroy();
    record('SIGTERM to exit with a hanging client, ms', { took: exit.afterMs });
    expect(exit.code).toBe(0);
    expect(exit.afterMs).toBeLessThan(1_000);
  });

  test.each(['--web.listen-address', '--web.health-address'])(
    'an address of %s that is taken ends the agent with exit code 3 and is named',
    async (option) => {
      const taken = createServer();
      const port = await freePort();
      await new Promise<void>((resolve) => taken.listen(port, '127.0.0.1', resolve));
      const other = ['--web.listen-address', '--web.health-address'].find((name) => name !== option);
      const { child, exit } = await runToExit([
        'serve',
        `${option}=127.0.0.1:${port}`,
        `${other}=127.0.0.1:${await freePort()}`,
        `--path.manifests=${node.manifests}`,
        `--path.procfs=${node.procfs}`,
      ]);
      taken.close();
      expect(exit.code).toBe(3);
      expect(child.stderr()).toContain(`127.0.0.1:${port}`);
    },
  );

  test.each([
    { option: '--resync-interval', given: 'soon', expected: /duration|30s/i },
    { option: '--web.listen-address', given: 'localhost:http:x', expected: /host:port|port/i },
    { option: '--single-member', given: 'maybe', expected: /not_applicable/ },
    { option: '--no-etcd', given: 'pass', expected: /not_applicable/ },
    { option: '--probe', given: 'perhaps', expected: /\bon\b.*\boff\b/ },
    { option: '--log.level', given: 'loud', expected: /info/ },
  ])('a bad value of $option ends the agent with exit code 3 and a usage error', async (bad) => {
    const { child, exit } = await runToExit(['serve', `${bad.option}=${bad.given}`]);
    expect(exit.code).toBe(3);
    expect(child.stderr()).toContain(bad.option);
    expect(child.stderr()).toContain(bad.given);
    expect(child.stderr()).toMatch(bad.expected);
    expect(child.stderr()).not.toMatch(/^\s+at .*:\d+:\d+/m);
  });

  test('an unknown option ends the agent with exit code 3 and is named', async () => {
    const { child, exit } = await runToExit(['serve', '--web.listen-adress=:19380']);
    expect(exit.code).toBe(3);
    expect(child.stderr()).toContain('--web.listen-adress');
  });

  test('/readyz turns to 200 once and never back', async () => {
    const { readiness, healthAddress } = await start();
    expect([[200], [503, 200]]).toContainEqual(readiness);
    expect((await fetch(`http://${healthAddress}/healthz`)).status).toBe(200);
  });

  test('/metrics answers HEAD without a body, and nothing but GET and HEAD', async () => {
    const { address } = await start();
    const head = await fetch(`http://${address}/metrics`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('content-type')).toMatch(/^text\/plain; ?version=0\.0\.4/);
    const post = await fetch(`http://${address}/metrics`, { method: 'POST' });
    expect([404, 405]).toContain(post.status);
    expect((await fetch(`http://${address}/no-such-page`)).status).toBe(404);
  });

  test('a hundred scrapes leave the agent below 300 MB', async () => {
    const agent = await start();
    for (let scrape = 0; scrape < 100; scrape += 1) await agent.exposition();
    const megabytes = residentMegabytes(agent.child.pid);
    record('RSS after 100 scrapes, MB', { rss: megabytes });
    expect(megabytes).toBeLessThan(300);
  });
});

async function connectAndSend(address: string, text: string): Promise<Socket> {
  const [host = '', port = ''] = address.split(':');
  const socket = connect(Number(port), host);
  socket.on('error', () => {});
  await new Promise<void>((resolve) => socket.write(text, () => resolve()));
  return socket;
}

function residentMegabytes(pid: number): number {
  const kibibytes = /^VmRSS:\s+(?<size>\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.groups;
  return Number(kibibytes?.['size']) / 1024;
}
