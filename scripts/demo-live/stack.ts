// Three etcd members, the agent, Prometheus and Alertmanager: real ones, on free ports of the loopback.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Agent, startAgent } from '../../test/e2e/agent.ts';
import { startAlertmanager } from '../../test/e2e/alertmanager.ts';
import { type EtcdCluster, startCluster } from '../../test/e2e/etcd-cluster.ts';
import { type Prometheus, startPrometheus } from '../../test/e2e/prometheus.ts';
import { routeFile, ruleFile } from './waits.ts';
import { startWebhook, type Webhook } from './webhook.ts';

export const members = ['etcd-1', 'etcd-2', 'etcd-3'] as const;
export const nodeName = 'demo';

export type Stack = {
  readonly cluster: EtcdCluster;
  readonly agent: Agent;
  readonly prometheus: Prometheus;
  readonly alertmanager: string;
  readonly webhook: Webhook;
};

export async function startStack(directory: string, isQuick: boolean): Promise<Stack> {
  // Nothing is declared here: what runs is what counts.
  const manifests = join(directory, 'manifests');
  mkdirSync(manifests);
  const cluster = await startCluster(directory, members);
  const agent = await startAgent({ directory, manifests, procfs: '/proc', nodeName });
  const webhook = await startWebhook();
  const alertmanager = await startAlertmanager(directory, routeFile(directory, webhook.url, isQuick));
  const prometheus = await startPrometheus({
    directory,
    targets: [agent.address],
    scrapeInterval: '1s',
    jobName: 'peerproof',
    ruleFiles: [ruleFile(directory, isQuick)],
    alertmanagers: [alertmanager],
  });
  return { cluster, agent, prometheus, alertmanager, webhook };
}
