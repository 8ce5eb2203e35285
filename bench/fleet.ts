// `make fleet`: a real Prometheus with the shipped rules and the dashboard's queries over many nodes. Exit code 1: a goal is missed.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { killEveryChild } from '../test/support/e2e/child-process.ts';
import { type Prometheus, startPrometheus } from '../test/support/e2e/prometheus.ts';
import { ruleFile } from '../test/support/alerts/rule-file.ts';
import { type FleetServer, nodePath, scrapeInterval, startFleetServer } from './fleet/fleet-server.ts';
import { alertRows, federationRows, queryRows, ruleRows, sizeRows } from './fleet/measures.ts';
import { type FleetNode, makeNodes } from './fleet/nodes.ts';
import { isReached, type Row, table } from './row.ts';

const { values } = parseArgs({
  options: { nodes: { type: 'string', default: '1000' }, history: { type: 'string', default: '50' } },
});
const count = wholeNumber('nodes', values.nodes, 1, 100_000);
/** In minutes. Prometheus takes what is older than an hour for a mistake. */
const history = wholeNumber('history', values.history, 1, 55);

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${option}: expected a whole number from ${least} to ${most}, got ${text}`);
}

async function measure(directory: string): Promise<readonly Row[]> {
  console.error(`making ${count} nodes …`);
  const nodes = await makeNodes(count);
  const server = await startFleetServer(nodes);
  try {
    await replay(directory, nodes, server);
    const prometheus = await start(directory, nodes, server, scrapeInterval, [ruleFile]);
    console.error('scraping and evaluating for three minutes …');
    const rules = await ruleRows(prometheus);
    const answers = await queryRows(prometheus, history);
    const sizes = await sizeRows(prometheus, nodes);
    return [
      ...sizes,
      ...rules,
      ...(await alertRows(prometheus, nodes)),
      ...answers,
      ...(await federationRows(prometheus)),
    ];
  } finally {
    server.close();
    await killEveryChild();
  }
}

/** A dashboard asks for hours: they are told in minutes, each sample with the time that it would have had. */
async function replay(directory: string, nodes: readonly FleetNode[], server: FleetServer): Promise<void> {
  console.error(`replaying ${history} minutes …`);
  server.replaySince(new Date(Date.now() - history * 60_000));
  await start(directory, nodes, server, Math.ceil(nodes.length / 1000), []);
  while (!server.isInThePresent()) await sleep(1000);
  await killEveryChild();
}

function start(
  directory: string,
  nodes: readonly FleetNode[],
  { address }: FleetServer,
  interval: number,
  ruleFiles: readonly string[],
): Promise<Prometheus> {
  return startPrometheus({
    directory,
    jobName: 'peerproof',
    targets: [],
    // As the shipped scrape job labels them.
    labelledTargets: nodes.map(({ name }) => ({
      targets: [address],
      labels: {
        __metrics_path__: nodePath(name),
        instance: name,
        node: name,
        pod: `peerproof-${name}`,
        namespace: 'peerproof',
      },
    })),
    scrapeInterval: `${interval}s`,
    jobOptions: interval === scrapeInterval ? { scrape_timeout: '10s' } : {},
    ruleFiles,
    otherJobs: { 'kube-state-metrics': [address] },
  });
}

const directory = mkdtempSync(join(tmpdir(), 'peerproof-fleet-'));
const rows = await measure(directory).finally(() => rmSync(directory, { recursive: true, force: true }));
const results = { at: new Date().toISOString(), nodes: count, history, cores: cpus().length, rows };
writeFileSync(join(import.meta.dirname, 'fleet-results.json'), `${JSON.stringify(results, null, 2)}\n`);
console.log(`${count} nodes, ${history} minutes of history, ${cpus().length} cores\n\n${table(rows)}\n`);
process.exit(rows.every((one) => isReached(one) !== false) ? 0 : 1);
