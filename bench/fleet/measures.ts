// What a fleet costs its Prometheus, and whether that Prometheus says what the nodes say.

import { gzipSync } from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseExposition, type Sample } from '../../test/support/e2e/exposition.ts';
import type { Prometheus } from '../../test/support/e2e/prometheus.ts';
import { contentPanels } from '../../test/support/grafana/dashboard-file.ts';
import { ask } from '../../test/support/grafana/panel-queries.ts';
import { quantile, row, type Row } from '../row.ts';
import type { FleetNode } from './nodes.ts';

/** How long rules are watched, in seconds: six evaluations of the slowest groups. */
const watched = 180;

/** What each node adds, and what all of them take of Prometheus. */
export async function sizeRows({ query, address }: Prometheus, nodes: readonly FleetNode[]): Promise<readonly Row[]> {
  const [perNode] = await query('quantile(0.5, count by (node) ({job="peerproof",pod!=""}))');
  const own = await ownMetrics(address);
  const exposition = nodes.at(-1)?.exposition ?? '';
  return [
    row('series of a node', perNode?.value ?? Number.NaN, '', { note: 'with up and scrape_*' }),
    row('one scrape', exposition.length / 1024, 'KiB', {
      note: `${(gzipSync(exposition).length / 1024).toFixed(1)} KiB with gzip`,
    }),
    row('series in the head', valueOf(own, 'prometheus_tsdb_head_series'), ''),
    row('memory of Prometheus (RSS)', valueOf(own, 'process_resident_memory_bytes') / 2 ** 20, 'MiB'),
  ];
}

/** The slowest evaluation of each group beside its interval, and Prometheus' CPU meanwhile. */
export async function ruleRows({ address }: Prometheus): Promise<readonly Row[]> {
  const slowest = new Map<string, number>();
  const before = await ownMetrics(address);
  let own = before;
  for (const start = performance.now(); performance.now() - start < watched * 1000; await sleep(1000)) {
    own = await ownMetrics(address);
    for (const { name, labels, value } of own) {
      if (name !== 'prometheus_rule_group_last_duration_seconds') continue;
      const group = labels['rule_group']?.split(';')[1] ?? '';
      slowest.set(group, Math.max(slowest.get(group) ?? 0, value));
    }
  }
  const intervals = new Map(
    own
      .filter(({ name }) => name === 'prometheus_rule_group_interval_seconds')
      .map(({ labels, value }) => [labels['rule_group']?.split(';')[1] ?? '', value]),
  );
  const cpu = valueOf(own, 'process_cpu_seconds_total') - valueOf(before, 'process_cpu_seconds_total');
  const missed = own.filter(({ name }) => name === 'prometheus_rule_group_iterations_missed_total');
  return [
    ...[...slowest].map(([group, seconds]) => groupRow(group, seconds, intervals.get(group) ?? Number.NaN)),
    row(
      'evaluations missed',
      missed.reduce((sum, { value }) => sum + value, 0),
      '',
      { goal: 0 },
    ),
    row('CPU of Prometheus, scraping and evaluating', (100 * cpu) / watched, '% of a core'),
  ];
}

function groupRow(group: string, seconds: number, interval: number): Row {
  const note = `${(seconds * 1000).toFixed(0)} ms of ${interval} s`;
  return row(`rules of ${group}: slowest evaluation`, (100 * seconds) / interval, '% of its interval', {
    goal: 10,
    note,
  });
}

/** Exactly the nodes that fail page somebody. */
export async function alertRows({ query }: Prometheus, nodes: readonly FleetNode[]): Promise<readonly Row[]> {
  const failing = nodes.flatMap(({ name, report }) =>
    report.rules.filter(({ status }) => status === 'fail').map(({ rule }) => `${name} ${rule.id}`),
  );
  const firing = (await query('ALERTS{alertname="PeerproofNoncompliant",alertstate="firing"}')).map(
    ({ metric }) => `${metric['node']} ${metric['rule']}`,
  );
  const wrong = [...failing, ...firing].filter((one) => failing.includes(one) !== firing.includes(one));
  return [
    row('failing rules of nodes, each with its alert', firing.length, ''),
    row('alerts too many or too few', wrong.length, '', { goal: 0 }),
  ];
}

/** Every query of the dashboard for all nodes over the history, three times each, one after the other. */
export async function queryRows({ address }: Prometheus, minutes: number): Promise<readonly Row[]> {
  const everything = { cluster: '.*', job: '.+', node: '.+' };
  const asked = contentPanels.flatMap(({ title, targets = [] }) => targets.map((target) => ({ title, target })));
  const timed: { readonly title: string; readonly seconds: number }[] = [];
  for (const { title, target } of asked) {
    const seconds: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const start = performance.now();
      await ask(address, target, everything, { seconds: minutes * 60, step: 15 });
      seconds.push((performance.now() - start) / 1000);
    }
    timed.push({ title, seconds: quantile(seconds, 0.5) });
  }
  const slowest = timed.toSorted((a, b) => b.seconds - a.seconds);
  const whole = timed.reduce((sum, { seconds }) => sum + seconds, 0);
  return [
    ...slowest
      .slice(0, 3)
      .map(({ title, seconds }, index) =>
        row(`dashboard: slowest queries, ${index + 1}`, seconds, 's', { goal: 2, note: title }),
      ),
    row(`dashboard: all ${timed.length} queries in a row`, whole, 's', { goal: 10 }),
  ];
}

/** What a global Prometheus would take: the counts of each cluster, or the verdict of every node. */
export async function federationRows({ address }: Prometheus): Promise<readonly Row[]> {
  const counts = await federate(address, '{__name__=~"cluster(_rule)?:peerproof_.+"}');
  const verdicts = await federate(address, '{__name__="node_rule_status:peerproof_rule_status:max"}');
  return [
    row('federated: counts of the cluster', counts.series, 'series', {
      note: `${counts.milliseconds.toFixed(0)} ms`,
    }),
    row('federated: verdict of every node', verdicts.series, 'series', {
      note: `${verdicts.milliseconds.toFixed(0)} ms`,
    }),
  ];
}

async function federate(
  address: string,
  selector: string,
): Promise<{ readonly series: number; readonly milliseconds: number }> {
  const start = performance.now();
  const response = await fetch(`http://${address}/federate?${new URLSearchParams({ 'match[]': selector }).toString()}`);
  // Federated samples carry times.
  const series = (await response.text()).split('\n').filter((line) => /^[^#]/.test(line)).length;
  return { series, milliseconds: performance.now() - start };
}

async function ownMetrics(address: string): Promise<readonly Sample[]> {
  return parseExposition(await (await fetch(`http://${address}/metrics`)).text());
}

function valueOf(samples: readonly Sample[], name: string): number {
  return samples.find((one) => one.name === name)?.value ?? Number.NaN;
}
