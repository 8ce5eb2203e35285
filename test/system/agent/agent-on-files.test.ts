import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createAgent } from '../../../src/agent/agent.ts';
import { createHints } from '../../../src/agent/hints.ts';
import type { Report } from '../../../src/model/report.ts';
import { assess } from '../../../src/assess/assess.ts';
import { openNode, policyOf } from '../../../src/assess/open-node.ts';
import { watchManifests } from '../../../src/observe/files/manifest-watcher.ts';
import { etcdPod } from '../../support/etcd-pod.ts';
import { hostTree } from '../../support/host-tree.ts';
import { waitUntil } from '../../support/e2e/wait-until.ts';
import { statusesOf } from '../../support/observed-node.ts';
import { optionsOf } from '../../support/parsed-options.ts';
import { sleep } from '../../support/stopwatch.ts';
import { node, repository } from '../../support/peerproof-process.ts';

const off = etcdPod('--peer-client-cert-auth=false');
// As long as the other, so that the size tells nothing.
const on = etcdPod('--peer-client-cert-auth=true ');

type Watched = { readonly refresh: () => Promise<Report>; readonly reports: readonly Report[] };

/** The agent with its real reader, and its real watcher where asked for. */
async function watch(rootfs: string, withWatcher: boolean): Promise<Watched> {
  const options = optionsOf('serve', [`--path.rootfs=${rootfs}`, '--probe=off', '--resync-interval=1h']);
  const hints = createHints();
  const observed = openNode(options, () => hints.emit('wire'));
  const { reader } = observed;
  const reports: Report[] = [];
  const agent = createAgent({
    hints,
    assess: async () => (await assess(observed, policyOf(options))).report,
    changed: reader.changed,
    pace: reader.processes.pace,
    publish: (report) => reports.push(report),
    onFailure: (error) => {
      throw error;
    },
    resyncInterval: options.resyncInterval,
  });
  onTestFinished(agent.stop);
  await agent.start();
  if (withWatcher) {
    const watcher = watchManifests(
      rootfs,
      () => hints.emit('manifest'),
      (message) => {
        throw new Error(message);
      },
    );
    onTestFinished(watcher.close);
    watcher.follow(reader.files.readableDirectories());
    await sleep(200);
  }
  const refresh = async (): Promise<Report> => {
    await agent.refresh();
    return last(reports);
  };
  return { refresh, reports };
}

function lastStatus(reports: readonly Report[]): string | undefined {
  return statusesOf(last(reports))['2.5'];
}

async function untilLast(reports: readonly Report[], status: string, timeoutMs: number): Promise<string> {
  const ask = async (): Promise<string | undefined> => (lastStatus(reports) === status ? status : undefined);
  return await waitUntil(ask, { timeoutMs, everyMs: 5, describe: () => `${lastStatus(reports)}` });
}

function last(reports: readonly Report[]): Report {
  const report = reports.at(-1);
  if (report === undefined) throw new Error('Nothing was published');
  return report;
}

/** Overwrites in place, or replaces by rename as editors do. */
function edit(file: string, text: string, atomically: boolean): void {
  writeFileSync(atomically ? `${file}.new` : file, text);
  if (atomically) renameSync(`${file}.new`, file);
}

test.each([
  ['overwritten in place', false],
  ['replaced by rename', true],
])('a scrape right after an edit sees it, 200 times, with the manifest %s', async (_, atomically) => {
  const { rootfs, manifests, write } = hostTree();
  write('etc/kubernetes/manifests/etcd.yaml', on);
  expect(on).toHaveLength(off.length);
  const { refresh } = await watch(rootfs, false);
  for (let round = 1; round <= 200; round += 1) {
    const isOff = round % 2 === 1;
    edit(join(manifests, 'etcd.yaml'), isOff ? off : on, atomically);
    const status = statusesOf(await refresh())['2.5'];
    expect(`round ${round}: ${status}`).toBe(`round ${round}: ${isOff ? 'fail' : 'pass'}`);
  }
});

test('a burst of 1,000 rewrites leads to few assessments, and the last state is published', async () => {
  const { rootfs, manifests, write } = hostTree();
  write('etc/kubernetes/manifests/etcd.yaml', on);
  const { reports } = await watch(rootfs, true);
  const before = reports.length;
  const began = performance.now();
  for (let round = 0; round < 1000; round += 1) {
    edit(join(manifests, 'etcd.yaml'), round % 2 === 0 ? on : off, round % 3 === 0);
    if (round % 50 === 0) await pause(1);
  }
  expect(await untilLast(reports, 'fail', 3000)).toBe('fail');
  await sleep(500);
  expect(lastStatus(reports)).toBe('fail');
  // The pacing lets a few through at once, and ten a second.
  expect(reports.length - before).toBeLessThan(10 + (performance.now() - began) / 100);
});

test('the watcher notices an edit, a new file and a removed one well within a second', async () => {
  const { rootfs, manifests, write } = hostTree();
  write('etc/kubernetes/manifests/etcd.yaml', on);
  const { reports } = await watch(rootfs, true);
  edit(join(manifests, 'etcd.yaml'), off, true);
  expect(await untilLast(reports, 'fail', 700)).toBe('fail');
  rmSync(join(manifests, 'etcd.yaml'));
  expect(await untilLast(reports, 'unknown', 700)).toBe('unknown');
  writeFileSync(join(manifests, 'other.yaml'), on);
  expect(await untilLast(reports, 'pass', 700)).toBe('pass');
});

const script = `
import { createAgent } from './src/agent/agent.ts';
import { createHints } from './src/agent/hints.ts';
const hints = createHints();
const agent = createAgent({
  hints,
  assess: async () => ({ node: 'n', assessedAt: new Date(0), rules: [], members: [], sources: [] }),
  changed: () => undefined,
  pace: () => 'resting',
  publish: () => console.log('published'),
  onFailure: (error) => { throw error; },
  resyncInterval: 100,
});
await agent.start();
hints.emit('manifest');
if (process.argv[1] === 'stop') agent.stop();
`;

test.each([
  ['ends by itself once the agent is stopped', 'stop', 0, 60_000],
  ['stays up while the agent runs', 'run', 'still up', 2000],
])('a process %s', async (_, mode, expected, patience) => {
  const child = spawn(node, ['--input-type=module', '-e', script, mode], { cwd: repository });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit').then(([code]) => code as unknown);
  await once(child.stdout, 'data');
  expect(await Promise.race([ended, pause(patience, 'still up', { ref: false })])).toBe(expected);
});
