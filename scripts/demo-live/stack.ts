// Three etcd members, the agent, Prometheus and Alertmanager, all real, on free ports of the loopback.

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

/** Divisors of the waits in a quick demonstration. */
export const quickDivisors = { rules: 15, routes: 60 };

/** The waits of rules and routes: as shipped, or divided. */
export type Pace = 'shipped' | 'quick';

export type Stack = {
  readonly cluster: EtcdCluster;
  readonly agent: Agent;
  readonly prometheus: Prometheus;
  readonly alertmanager: string;
  readonly webhook: Webhook;
};

export async function startStack(directory: string, pace: Pace): Promise<Stack> {
  // Without manifests, only the running processes count.
  const manifests = join(directory, 'manifests');
  mkdirSync(manifests);
  const cluster = await startCluster(directory, members);
  const agent = await startAgent({ directory, manifests, procfs: '/proc', nodeName });
  const webhook = await startWebhook();
  const isQuick = pace === 'quick';
  const routes = isQuick
    ? routeFile(directory, webhook.url, quickDivisors.routes)
    : // By default, the end of an alert is sent after five minutes.
      routeFile(directory, webhook.url, 1, { group_interval: '10s' });
  const alertmanager = await startAlertmanager(directory, routes);
  const prometheus = await startPrometheus({
    directory,
    targets: [agent.address],
    scrapeInterval: '1s',
    jobName: 'peerproof',
    ruleFiles: [ruleFile(directory, isQuick ? quickDivisors.rules : 1)],
    alertmanagers: [alertmanager],
  });
  return { cluster, agent, prometheus, alertmanager, webhook };
}
