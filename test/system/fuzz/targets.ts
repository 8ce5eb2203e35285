// What is tried: an arbitrary input each, and what must hold for it. Throwing is failing.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { probePeer } from '../../../src/observe/listeners/peer-probe.ts';
import { jsonReport } from '../../../src/publish/reports/json-report.ts';
import { tableReport } from '../../../src/publish/reports/table-report.ts';
import { plainStyle } from '../../../src/publish/reports/table-style.ts';
import { configFileSettings } from '../../../src/resolve/etcd/config-file-settings.ts';
import { knownServers } from '../../../src/resolve/members/api-server.ts';
import { manifestInvocations } from '../../../src/resolve/pod/static-pod.ts';
import { cpuBudget, cpuCost } from '../../support/cpu-time.ts';
import { parseExposition } from '../../support/exposition-parser.ts';
import { apiServer } from '../../support/observations.ts';
import { ok } from '../../../src/model/result.ts';
import { assessTree, expositionOf } from '../../support/observed-node.ts';
import { stopwatch } from '../../support/stopwatch.ts';
import { configurations } from './etcd-configurations.ts';
import { anyText, hugeTexts, peerBytes, requests, type SavedProcess, savedProcess, texts } from './inputs.ts';
import { difference } from './model.ts';

export type Target = {
  readonly name: string;
  readonly property: fc.IRawProperty<unknown>;
  /** How many inputs an ordinary test run tries. */
  readonly runs: number;
};

function target<T>(
  name: string,
  runs: number,
  input: fc.Arbitrary<T>,
  check: (value: T) => Promise<void> | void,
): Target {
  return { name, runs, property: fc.asyncProperty(input, async (value) => check(value)) };
}

async function affordable(work: () => unknown): Promise<void> {
  const spent = await cpuCost(work);
  if (spent > cpuBudget) throw new Error(`took the CPU time of parsing ${spent} KiB of YAML`);
}

function readText(text: string): void {
  configFileSettings(text);
  manifestInvocations({ path: '/etc/kubernetes/manifests/etcd.yaml', text: { ok: true, value: text } });
}

async function readTree({
  processes,
  manifests,
}: {
  processes: readonly SavedProcess[];
  manifests: readonly string[];
}): Promise<void> {
  const rootfs = mkdtempSync(join(tmpdir(), 'peerproof-fuzz-'));
  try {
    mkdirSync(join(rootfs, 'etc/kubernetes/manifests'), { recursive: true });
    for (const [index, text] of manifests.entries())
      writeFileSync(join(rootfs, `etc/kubernetes/manifests/${index}.yaml`), text);
    for (const [index, process] of processes.entries()) {
      const directory = join(rootfs, 'proc', `${index + 1}`);
      mkdirSync(directory, { recursive: true });
      for (const [name, text] of Object.entries(process)) writeFileSync(join(directory, name), text);
    }
    await affordable(async () => {
      const report = await assessTree(rootfs);
      JSON.stringify(jsonReport(report));
      const table = tableReport(report, plainStyle);
      // oxlint-disable-next-line no-control-regex
      if (/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/.test(table))
        throw new Error('a control code is shown');
      parseExposition(await expositionOf(report));
    });
  } finally {
    rmSync(rootfs, { recursive: true, force: true });
  }
}

async function askPeer(answers: readonly Buffer[]): Promise<void> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).once('data', () => socket.end(Buffer.concat(answers)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const elapsed = stopwatch();
  const answer = await probePeer({ host: '127.0.0.1', port }, { connectTimeout: 500, totalTimeout: 1000 });
  server.close();
  if (elapsed() > 3000) throw new Error('took longer than its limits');
  if (answer.kind === 'tls') throw new Error('bytes that are no handshake passed for TLS');
}

export function targets(webPort: number): readonly Target[] {
  return [
    target('configurations beside a model of etcd', 3000, configurations, (configuration) => {
      const problem = difference(configuration);
      if (problem !== undefined) throw new Error(problem);
    }),
    target('texts of pods and configuration files', 500, texts, (text) => affordable(() => readText(text))),
    target('texts of up to 256 KiB', 30, hugeTexts, (text) => affordable(() => readText(text))),
    target(
      "the API server's arguments",
      300,
      fc.array(
        fc.oneof(
          anyText,
          fc.constant('--etcd-servers'),
          anyText.map((text) => `--etcd-servers=http://${text}`),
        ),
      ),
      (argv) => {
        knownServers([apiServer(ok(argv))]);
      },
    ),
    target(
      'saved trees',
      60,
      fc.record({
        processes: fc.array(savedProcess, { maxLength: 4 }),
        manifests: fc.array(texts, { maxLength: 3 }),
      }),
      readTree,
    ),
    target('answers of peers', 60, peerBytes, askPeer),
    target('requests as raw bytes', 60, requests, (bytes) => sendRaw(webPort, bytes)),
  ];
}

/** Whatever was sent, the next scrape is answered. */
async function sendRaw(port: number, bytes: Buffer): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await closed(socket, bytes);
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(10_000) });
  if (answer.status !== 200) throw new Error(`the next scrape got ${answer.status}`);
  await answer.text();
}

function closed(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    socket.on('error', () => resolve()).on('close', () => resolve());
    socket.resume().end(bytes);
    // Half a request may wait for its other half: not for ours.
    setTimeout(() => socket.destroy(), 200).unref();
  });
}
