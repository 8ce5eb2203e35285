// Asks a real Prometheus what the shipped configurations make of targets. Debian's build has no Kubernetes discovery, so the
// labels that it would find are given by hand; everything after discovery is as shipped.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';

import { killEveryChild, logTail, startChild } from '../../support/e2e/child-process.ts';
import { freePort } from '../../support/e2e/free-ports.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { waitUntil } from '../../support/e2e/wait-until.ts';
import { components } from '../../support/alerts/rule-file.ts';

type Labels = Readonly<Record<string, string>>;
type ScrapeJob = Readonly<Record<string, unknown>>;
type Config = { readonly scrape_configs: readonly ScrapeJob[] };
type Target = { readonly labels: Labels; readonly scrapePool: string };

/** The pods and ports of a control plane: one that runs, its health port, and one that has ended. */
const discovered = [
  { node: 'cp-1', port: 'metrics', phase: 'Running' },
  { node: 'cp-1', port: 'health', phase: 'Running' },
  { node: 'cp-2', port: 'metrics', phase: 'Failed' },
].map(({ node, port, phase }) => ({
  targets: ['127.0.0.1:1'],
  labels: {
    __meta_kubernetes_namespace: 'peerproof',
    __meta_kubernetes_pod_container_port_name: port,
    __meta_kubernetes_pod_name: `peerproof-on-${node}`,
    __meta_kubernetes_pod_node_name: node,
    __meta_kubernetes_pod_phase: phase,
  },
}));

describe.skipIf(!hasRequiredTools('prometheus', 'setpriv'))('prometheus', () => {
  let directory: string;
  let targets: readonly Target[] = [];

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'peerproof-'));
    targets = await targetsOf(directory, [
      { ...shippedJob('prometheus.yaml'), job_name: 'pods' },
      { ...shippedJob('prometheus-hosts.yaml'), job_name: 'hosts' },
      { ...podMonitorJob(), job_name: 'pod-monitor' },
    ]);
  });

  afterAll(async () => {
    await killEveryChild();
    rmSync(directory, { recursive: true, force: true });
  });

  const labelsOf = (pool: string): readonly Labels[] =>
    targets.filter(({ scrapePool }) => scrapePool === pool).map(({ labels }) => labels);

  it('scrapes the metrics port of pods that run, under their node', () => {
    expect(labelsOf('pods')).toEqual([
      { job: 'pods', instance: 'cp-1', namespace: 'peerproof', node: 'cp-1', pod: 'peerproof-on-cp-1' },
    ]);
  });

  it('scrapes hosts under the host part of their address', () => {
    expect(labelsOf('hosts').toSorted((one, other) => ((one['node'] ?? '') < (other['node'] ?? '') ? -1 : 1))).toEqual([
      { job: 'hosts', instance: '127.0.0.1', node: '127.0.0.1' },
      { job: 'hosts', instance: '::1', node: '::1' },
    ]);
  });

  it('replaces the job and instance that the operator would give', () => {
    expect(new Set(labelsOf('pod-monitor').map(({ job, node, instance }) => `${job} ${node} ${instance}`))).toEqual(
      new Set(['peerproof cp-1 cp-1', 'peerproof cp-2 cp-2']),
    );
  });
});

describe('the configurations of Prometheus', () => {
  it.each([
    ['prometheus.yaml', 'the pods'],
    ['prometheus-hosts.yaml', 'the hosts'],
  ])('of %s scrape under the job that the alerts select and leave the node to the agent', (name) => {
    expect(shipped(name).scrape_configs).toEqual([
      expect.objectContaining({ job_name: 'peerproof', honor_labels: true, scrape_interval: '15s' }),
    ]);
    expect(podMonitorJob()).toMatchObject({ honor_labels: true, scrape_interval: '15s' });
  });

  it('discover the pods of our namespace alone', () => {
    expect(shippedDiscovery()).toEqual([
      {
        role: 'pod',
        namespaces: { names: ['peerproof'] },
        selectors: [{ role: 'pod', label: 'app.kubernetes.io/name=peerproof' }],
      },
    ]);
  });
});

function shipped(name: string): Config {
  return parse(readFileSync(join(components, 'prometheus-scrape-config', name), 'utf8')) as Config;
}

function shippedDiscovery(): unknown {
  return shipped('prometheus.yaml').scrape_configs[0]?.['kubernetes_sd_configs'];
}

/** A shipped job, looking for targets where a test can put them. */
function shippedJob(name: string): ScrapeJob {
  const { kubernetes_sd_configs: ofPods, ...job } = shipped(name).scrape_configs[0] ?? {};
  const hosts = [{ targets: ['127.0.0.1:1', '[::1]:1'] }];
  return { ...job, static_configs: ofPods === undefined ? hosts : discovered };
}

type PodMonitor = {
  readonly spec: {
    readonly podMetricsEndpoints: readonly [
      {
        readonly honorLabels: boolean;
        readonly interval: string;
        readonly relabelings: readonly Readonly<Record<string, unknown>>[];
      },
    ];
  };
};

/** The scrape job that the operator writes for the PodMonitor: its own labels first. */
function podMonitorJob(): ScrapeJob {
  const text = readFileSync(join(components, 'prometheus-operator/pod-monitor.yaml'), 'utf8');
  const [endpoint] = (parse(text) as PodMonitor).spec.podMetricsEndpoints;
  const ofOperator = [
    { target_label: 'job', replacement: 'peerproof/peerproof' },
    { source_labels: ['__meta_kubernetes_pod_name'], target_label: 'pod' },
  ];
  const ours = endpoint.relabelings.map(({ sourceLabels, targetLabel, ...rest }) => ({
    ...rest,
    ...(sourceLabels === undefined ? {} : { source_labels: sourceLabels }),
    target_label: targetLabel,
  }));
  return {
    honor_labels: endpoint.honorLabels,
    scrape_interval: endpoint.interval,
    relabel_configs: [...ofOperator, ...ours],
    static_configs: discovered,
  };
}

async function targetsOf(directory: string, jobs: readonly ScrapeJob[]): Promise<readonly Target[]> {
  const config = join(directory, 'prometheus.yaml');
  writeFileSync(config, stringify({ scrape_configs: jobs }));
  const address = `127.0.0.1:${await freePort()}`;
  const child = await startChild({
    name: 'prometheus',
    argv: [
      'prometheus',
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=${address}`,
    ],
    environment: {},
    logDirectory: directory,
  });
  const active = async (): Promise<readonly Target[] | undefined> => {
    const response = await fetch(`http://${address}/api/v1/targets?state=active`).catch(() => undefined);
    if (response?.ok !== true) return undefined;
    const { data } = (await response.json()) as { data: { activeTargets: readonly Target[] } };
    // Every job has something to scrape, so none may be without a target.
    return new Set(data.activeTargets.map(({ scrapePool }) => scrapePool)).size < jobs.length
      ? undefined
      : data.activeTargets;
  };
  return waitUntil(active, { timeoutMs: 90_000, everyMs: 100, describe: () => logTail(child) });
}
