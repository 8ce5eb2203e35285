import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';

import { launchAgent } from '../e2e/agent.ts';
import { logTail } from '../e2e/child-process.ts';
import type { Labels } from '../e2e/exposition.ts';
import { freePort } from '../e2e/free-ports.ts';
import { type Prometheus, startPrometheus } from '../e2e/prometheus.ts';
import { waitUntil } from '../e2e/wait-until.ts';
import { materialiseNode } from '../../fixtures/make-proc.ts';

const fixtures = resolve(import.meta.dirname, '../../fixtures/nodes');

const nodes = [
  { name: 'cp-pass', fixture: 'kubeadm-ha-first', options: [] },
  { name: 'cp-fail', fixture: 'drift-restart-pending', options: [] },
  { name: 'cp-unknown', fixture: 'manifest-broken', options: [] },
  { name: 'cp-external', fixture: 'external-etcd', options: ['--no-etcd=not_applicable'] },
] as const;

export type Fleet = {
  readonly prometheus: Prometheus;
  readonly expositions: readonly string[];
};

/** Four agents in five pods, a sixth that does not answer, what stands beside them, and alert rules, in one Prometheus. */
export async function startFleet(directory: string): Promise<Fleet> {
  const addresses = await Promise.all(nodes.map((node) => startNode(directory, node)));
  const [pass = '', fail = '', unknown = '', external = ''] = addresses;
  const neighbours = await Promise.all([kubeStateMetrics, laterAgent].map(serveText));
  const [stateAddress = '', laterAddress = ''] = neighbours.map(addressOf);
  const ruleFile = join(directory, 'rules.json');
  writeFileSync(ruleFile, JSON.stringify({ groups: [alertRules] }));
  const prometheus = await startPrometheus({
    directory,
    jobName: 'peerproof',
    targets: [fail, external, `127.0.0.1:${await freePort()}`],
    labelledTargets: [
      podTarget(pass, 'cp-pass', 'peerproof-2v7qk'),
      podTarget(pass, 'cp-pass', 'peerproof-x9d4w'),
      podTarget(unknown, 'cp-unknown', 'peerproof-mm6tz'),
    ],
    scrapeInterval: '1s',
    otherJobs: { 'kube-state-metrics': [stateAddress], 'later-agent': [laterAddress] },
    ruleFiles: [ruleFile],
  });
  const expositions = await Promise.all(addresses.map(scrape));
  return { prometheus, expositions };
}

type PodTarget = { readonly targets: readonly string[]; readonly labels: Labels };
type Node = { readonly name: string; readonly fixture: string; readonly options: readonly string[] };

async function startNode(directory: string, { name, fixture, options }: Node): Promise<string> {
  const rootfs = join(directory, name);
  materialiseNode(join(fixtures, fixture), rootfs);
  const logDirectory = join(directory, `${name}-log`);
  mkdirSync(logDirectory);
  const address = `127.0.0.1:${await freePort()}`;
  const child = await launchAgent(logDirectory, [
    'serve',
    `--path.rootfs=${rootfs}`,
    `--node-name=${name}`,
    `--web.listen-address=${address}`,
    `--web.health-address=127.0.0.1:${await freePort()}`,
    '--probe=off',
    '--resync-interval=1s',
    ...options,
  ]);
  await waitUntil(
    async () => {
      if (child.hasExited()) throw new Error(`The agent did not stay up: ${logTail(child)}`);
      return scrape(address).catch(() => undefined);
    },
    { timeoutMs: 60_000, everyMs: 50, describe: () => logTail(child) },
  );
  return address;
}

// The labels of a pod monitor that names targets by their node; a pod that is being replaced is seen twice.
function podTarget(address: string, node: string, pod: string): PodTarget {
  return { targets: [address], labels: { instance: node, node, pod } };
}

async function scrape(address: string): Promise<string> {
  return (await fetch(`http://${address}/metrics`)).text();
}

async function serveText(body: string): Promise<Server> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4').end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return server.unref();
}

function addressOf(server: Server): string {
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

// As kube-state-metrics writes it: one series for each role of a node. Nobody speaks for cp-forgotten.
const nodeRoles = [
  ...nodes.map(({ name }) => [name, 'control-plane']),
  ['cp-pass', 'etcd'],
  ['cp-forgotten', 'etcd'],
  ['worker-1', 'worker'],
]
  .map(([node, role]) => `kube_node_role{node="${node}",role="${role}"} 1\n`)
  .join('');

const processMetrics = 'process_resident_memory_bytes 5e+07\nprocess_cpu_seconds_total 17\n';
const kubeStateMetrics = `${nodeRoles}${processMetrics}`;

/** The expiries that an agent of a later version will tell; today's does not probe peer listeners yet. */
export const certificateExpiries = [
  { listener: 'https://192.0.2.21:2380', notAfter: 4_102_444_800 },
  { listener: 'https://[2001:db8::21]:2380', notAfter: 4_102_531_200 },
];

const laterAgent = certificateExpiries
  .map(({ listener, notAfter }) => {
    const labels = `node="cp-pass",member="cp-1",listener="${listener}"`;
    return `peerproof_peer_listener_certificate_not_after_timestamp_seconds{${labels}} ${notAfter}\n`;
  })
  .join('');

const alertRules = {
  name: 'peerproof',
  interval: '1s',
  rules: [
    {
      alert: 'PeerproofNoncompliant',
      expr: 'max by (node, rule) (peerproof_rule_status{status="fail"}) == 1',
      labels: { severity: 'critical' },
    },
    {
      alert: 'PeerproofUnknown',
      expr: 'max by (node, rule) (peerproof_rule_status{status="unknown"}) == 1',
      for: '1h',
      labels: { severity: 'warning' },
    },
    { alert: 'PeerproofAbsent', expr: 'absent(no_such_series)', labels: { severity: 'critical' } },
    { alert: 'Watchdog', expr: 'vector(1)', labels: { severity: 'none' } },
  ],
};
