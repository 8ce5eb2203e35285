// From the rename of a manifest to the flipped gauge, and what a burst of rewrites costs.

import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { createManifestNode, type ManifestNode } from '../manifest-node.ts';
import { firstScrape, type Program, scrape, startAgent, stop } from '../programs.ts';
import { quantile, row, type Row } from '../row.ts';

const renames = 150;
const bursts = 3;
const rewrites = 1000;

export async function measureManifests(): Promise<readonly Row[]> {
  const node = createManifestNode();
  const agent = startAgent(`--path.rootfs=${node.rootfs}`, '--path.procfs=/proc');
  await firstScrape(agent);
  let onFlip: (status: string) => void = () => undefined;
  if (agent.child.stderr !== null)
    createInterface({ input: agent.child.stderr }).on('line', (line) => {
      const [, status] = /rule=cis-kubernetes-2\.5.* to=(\w+)/.exec(line) ?? [];
      if (status !== undefined) onFlip(status);
    });
  await sleep(2000);
  const latencies: number[] = [];
  for (let round = 0; round < renames; round += 1) {
    await sleep(300 + Math.random() * 300);
    const status = round % 2 === 0 ? 'fail' : 'pass';
    const flipped = new Promise<void>((resolve) => {
      onFlip = (now) => now === status && resolve();
    });
    node.write(status === 'pass', true);
    const start = performance.now();
    await flipped;
    if (!isExposed(await scrape(agent), status)) throw new Error(`the gauge does not say ${status}`);
    latencies.push(performance.now() - start);
  }
  const counts: number[] = [];
  for (let burst = 0; burst < bursts; burst += 1) {
    const before = await assessments(agent);
    await rewriteForASecond(node);
    await sleep(1500);
    // What the gauge says now was found by the agent itself: the scrape that follows counts as an assessment otherwise.
    const after = await assessments(agent);
    if (!isExposed(await scrape(agent), 'fail')) throw new Error('the last state of a burst is wrong');
    counts.push(after - before);
  }
  stop(agent);
  return [
    row('manifest rename → flipped gauge, p50', quantile(latencies, 0.5), 'ms', { goal: 10 }),
    row('manifest rename → flipped gauge, p99', quantile(latencies, 0.99), 'ms', { goal: 60 }),
    row('assessments per 1,000 rewrites in a second', Math.max(...counts), '', {
      goal: 20,
      note: `the most of ${bursts} bursts; the last state was right each time`,
    }),
  ];
}

async function rewriteForASecond({ write }: ManifestNode): Promise<void> {
  const start = performance.now();
  for (let round = 0; round < rewrites; round += 1) {
    write(round % 2 === 0, round % 3 === 0);
    if (performance.now() - start < round) await sleep(5);
  }
}

function isExposed(text: string, status: string): boolean {
  return new RegExp(`rule_status{node="node",rule="cis-kubernetes-2.5",status="${status}"} 1`).test(text);
}

async function assessments(agent: Program): Promise<number> {
  const counts = (await scrape(agent)).matchAll(/^peerproof_assessments_total{trigger="(\w+)"} (\d+)/gm);
  return [...counts].filter(([, trigger]) => trigger !== 'resync').reduce((sum, [, , count]) => sum + Number(count), 0);
}
