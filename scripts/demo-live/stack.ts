// Three etcd members, the agent, Prometheus and Alertmanager: real ones, on free ports of the loopback.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Agent, startAgent } from '../../test/support/e2e/agent.ts';
import { startAlertmanager } from '../../test/support/e2e/alertmanager.ts';
import { type EtcdCluster, startCluster } from '../../test/support/e2e/etcd-cluster.ts';
import { type Prometheus, startPrometheus } from '../../test/support/e2e/prometheus.ts';
import { routeFile, ruleFile } from '../../test/support/e2e/shipped-alerting.ts';
import { startWebhook, type Webhook } from './webhook.ts';

export const members = ['etcd-1', 'etcd-2', 'etcd-3'] as const;
export const nodeName = 'demo';

/** How many times shorter the waits of a quick demonstration are. */
export const quick = { rules: 15, routes: 60 };

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
  const routes = isQuick
    ? routeFile(directory, webhook.url, quick.routes)
    : // The end of an alert would be told after five minutes.
      routeFile(directory, webhook.url, 1, { group_interval: '10s' });
  const alertmanager = await startAlertmanager(directory, routes);
  const prometheus = await startPrometheus({
    directory,
    targets: [agent.address],
    scrapeInterval: '1s',
    jobName: 'peerproof',
    ruleFiles: [ruleFile(directory, isQuick ? quick.rules : 1)],
    alertmanagers: [alertmanager],
  });
  return { cluster, agent, prometheus, alertmanager, webhook };
}
