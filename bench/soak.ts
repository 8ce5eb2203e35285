// `make soak`: one agent among everything that moves, for minutes, and whether what it holds grows. Exit code 1: something does.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createManifestNode } from './manifest-node.ts';
import { firstScrape, type Program, scrape, startInspectedAgent, stop } from './programs.ts';
import { isReached, row, type Row, table } from './row.ts';
import { churnEtcd, churnForks, churnManifests, churnScrapes } from './soak/churn.ts';
import { connectInspector } from './soak/inspector.ts';
import { startPeerListeners } from './soak/peer-listeners.ts';
import { type Sample, takeSample } from './soak/samples.ts';
import { measures, trendOf } from './soak/trend.ts';

/** Between samples, in seconds. */
const pause = 1;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    json: { type: 'string', default: join(import.meta.dirname, 'soak-results.json') },
    inside: { type: 'boolean', default: false },
  },
});
const minutes = Number(values.minutes);
if (!(minutes >= 0.2)) throw new Error(`--minutes: expected 0.2 or more, got ${values.minutes}`);
process.exit(values.inside ? await soak() : inPrivateNamespace());

/** Nobody else's processes are to be seen, and nothing of ours may stay. */
function inPrivateNamespace(): number {
  const words = ['--pid', '--fork', '--mount-proc', '--kill-child', process.execPath];
  const own = [import.meta.filename, '--inside', `--minutes=${minutes}`, `--json=${values.json}`];
  const { status, error } = spawnSync('unshare', [...words, ...own], { stdio: 'inherit' });
  if (error !== undefined) console.error(`Cannot make a process namespace: ${error.message}`);
  return status ?? 2;
}

async function soak(): Promise<number> {
  const start = performance.now();
  const since = (): number => (performance.now() - start) / 1000;
  const node = createManifestNode();
  const listeners = await startPeerListeners();
  const agent = startInspectedAgent(
    `--path.rootfs=${node.rootfs}`,
    '--path.procfs=/proc',
    '--resync-interval=1s',
    '--probe=on',
    '--probe-interval=1s',
  );
  const inspector = await connectInspector(agent);
  const look = async (): Promise<Sample> => ({
    ...(await takeSample(agent, since())),
    ...(await inspector.look()),
  });
  await firstScrape(agent);
  await sleep(2000);
  const before = await look();
  const churns = {
    'manifest changes': churnManifests(node),
    'etcd processes': churnEtcd(listeners.urls),
    'storms of forks': churnForks(),
    requests: churnScrapes(agent),
  };
  const samples: Sample[] = [];
  while (since() < minutes * 60) {
    await sleep(pause * 1000);
    if (agent.child.exitCode !== null) throw new Error(`the agent ended with ${agent.child.exitCode}`);
    // A full collection of garbage at each would be another life than the agent's own.
    const isThorough = samples.length % 5 === 0;
    samples.push(isThorough ? await look() : await takeSample(agent, since()));
  }
  await Promise.all(Object.values(churns).map((churn) => churn.stop()));
  const after = await quiet(before, look);
  const counts = Object.entries(churns).map(([what, { count }]) => row(what, count(), ''));
  const rows = [
    ...counts,
    row('conversations of the wire probe', listeners.conversations(), ''),
    row('assessments', await assessments(agent), ''),
    ...measures.map((measure) => trendOf(measure, warm(samples))),
    ...leftovers(before, after),
  ];
  stop(agent);
  return tell(rows, { before, samples, after });
}

/** Connections that nobody uses and conversations with nobody come to their end: within seconds, or on a busy machine in half a minute. */
async function quiet(before: Sample, look: () => Promise<Sample>): Promise<Sample> {
  for (let tries = 5; ; tries -= 1) {
    await sleep(6000);
    const after = await look();
    if (tries === 1 || leftovers(before, after).every(isReached)) return after;
  }
}

/** The first third is warm-up, though not more than three minutes. */
function warm(samples: readonly Sample[]): readonly Sample[] {
  return samples.filter(({ at }) => at >= Math.min(minutes * 20, 180));
}

function leftovers(before: Sample, after: Sample): readonly Row[] {
  const left = (what: string, read: (sample: Sample) => number, goal: number): Row =>
    row(`${what} left when all is quiet again`, read(after) - read(before), '', {
      goal,
      note: `${read(before)} before, ${read(after)} after`,
    });
  return [
    left('descriptors', ({ descriptors }) => descriptors, 0),
    left('timers, sockets, watchers', ({ resources = Number.NaN }) => resources, 0),
    left('inotify watches', ({ watches }) => watches, 0),
    left('series', ({ series }) => series, 0),
  ];
}

async function assessments(agent: Program): Promise<number> {
  const counts = (await scrape(agent)).matchAll(/^peerproof_assessments_total{.*} (\d+)/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

function tell(rows: readonly Row[], all: object): number {
  const judged = rows.map((one) => ({ ...one, reached: isReached(one) }));
  writeFileSync(values.json, `${JSON.stringify({ minutes, node: process.version, rows: judged, ...all }, null, 2)}\n`);
  console.log(table(rows));
  const grown = judged.filter(({ reached }) => reached === false);
  console.log(
    grown.length === 0 ? '\nFlat: nothing grows.' : `\nNot flat: ${grown.map(({ what }) => what).join(', ')}.`,
  );
  return grown.length === 0 ? 0 : 1;
}
