// Breaks one member, follows the alert to the pager, mends it.

import { askHttps } from '../../test/support/e2e/loopback-https.ts';
import { waitUntil } from '../../test/support/e2e/wait-until.ts';
import { heading, say } from '../demo/terminal.ts';
import { members, nodeName, quick, type Stack } from './stack.ts';
import type { Notification } from './webhook.ts';

const alertName = 'PeerproofNoncompliant';
const rule = 'cis-kubernetes-2.5';
const broken = members[1];
/** With the authority alone etcd would go on asking for certificates. */
const withoutClientAuth = { without: ['peer-client-cert-auth', 'peer-trusted-ca-file'] };
const compliant = `peerproof_rule_compliant{node="${nodeName}",rule="${rule}"}`;
/** How long the alert may take, and its end. In seconds. */
const patience = 180;

const waits =
  'As shipped: Prometheus evaluates the rules every 15 s, a failure must hold for 30 s, and Alertmanager waits 10 s for more of the same. A minute, mostly. Here Prometheus scrapes each second, and the end of an alert is told after 10 s instead of 5 minutes.';
const quickWaits = `Quick: the waits of the rules are divided by ${quick.rules}, those of the routes by ${quick.routes}.`;

export type Times = readonly (readonly [what: string, seconds: number])[];

export async function tell(stack: Stack, isQuick: boolean): Promise<Times> {
  introduce(stack);
  await sees(stack, 1);
  heading(`2/4  ${broken} is broken`);
  say('It is started again without --peer-client-cert-auth and --peer-trusted-ca-file.', '  ');
  await stack.cluster.stop(broken);
  const breaking = stopwatch();
  const restarted = stack.cluster.restart(broken, withoutClientAuth);
  const [toGauge] = await Promise.all([followed(sees(stack, 0), breaking), restarted]);
  await showWire(stack);
  heading('3/4  The alert');
  say(isQuick ? quickWaits : waits, '  ');
  const following = followStates(stack, breaking);
  show(await stack.webhook.notified(alertName, 'firing', patience));
  const toAlert = breaking();
  following.stop();
  heading(`4/4  ${broken} is mended`);
  say('It is started again as it was.', '  ');
  await stack.cluster.stop(broken);
  const mending = stopwatch();
  const [toCompliance] = await Promise.all([followed(mended(stack), mending), stack.cluster.restart(broken)]);
  show(await stack.webhook.notified(alertName, 'resolved', patience));
  return [
    ['broken → the gauge is 0', toGauge],
    ['broken → the alert is at the pager', toAlert],
    ['mended → the gauge is 1', toCompliance],
    ['mended → the pager knows', mending()],
  ];
}

function introduce({ cluster, agent, prometheus, alertmanager }: Stack): void {
  for (const name of members)
    console.log(`  ${name.padEnd(12)} peers at https://127.0.0.1:${cluster.member(name).peerPort}`);
  console.log(`  peerproof    http://${agent.address}/`);
  console.log(`  prometheus   http://${prometheus.address}/alerts`);
  console.log(`  alertmanager http://${alertmanager}/`);
}

/** Seconds since now. */
function stopwatch(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}

async function followed(done: Promise<void>, elapsed: () => number): Promise<number> {
  await done;
  return elapsed();
}

/** Shows the gauge once it has this value. */
async function sees({ agent }: Stack, value: 0 | 1): Promise<void> {
  const line = `${compliant} ${value}`;
  await lineWith(agent, line);
  console.log(`  ${line}`);
}

/** While the member is down the other two comply: it must be back. */
async function mended(stack: Stack): Promise<void> {
  const labels = `node="${nodeName}",rule="${rule}",member="${broken}",source="process",status="pass"`;
  await lineWith(stack.agent, `peerproof_member_rule_status{${labels}} 1`);
  await sees(stack, 1);
}

async function lineWith(agent: Stack['agent'], start: string): Promise<string> {
  return await waitUntil(
    async () => (await agent.exposition()).split('\n').find((line) => line.startsWith(start)),
    { timeoutMs: 30_000, everyMs: 20, describe: () => `/metrics has no ${start}` },
  );
}

/** What the agent heard from the listener, and what anyone hears who asks without a certificate. */
async function showWire({ agent, cluster }: Stack): Promise<void> {
  const labels = `node="${nodeName}",member="${broken}"`;
  console.log(`  ${await lineWith(agent, `peerproof_peer_listener_client_certificate_required{${labels}`)}`);
  const { peerPort: port, authority } = cluster.member(broken);
  const { status, body } = await askHttps({ port, path: '/version', authority });
  console.log(`  GET https://127.0.0.1:${port}/version without a client certificate: ${status} ${body}`);
}

/** Tells each state that Prometheus gives the alert, when it does. */
function followStates({ prometheus }: Stack, elapsed: () => number): { readonly stop: () => void } {
  const told = new Set<string>();
  const look = async (): Promise<void> => {
    for (const { labels, state } of await prometheus.alerts()) {
      if (labels['alertname'] !== alertName || told.has(state)) continue;
      console.log(`  ${elapsed().toFixed(1)} s: Prometheus has it ${state}`);
      told.add(state);
    }
  };
  const timer = setInterval(() => void look().catch(() => undefined), 250);
  return { stop: () => clearInterval(timer) };
}

function show({ status, receiver, labels, annotations }: Notification): void {
  console.log(`  To ${receiver}: ${labels['alertname']} (${labels['severity']}) is ${status}`);
  for (const name of ['node', 'rule']) console.log(`    ${name}: ${labels[name]}`);
  if (status === 'resolved') return;
  for (const name of ['summary', 'description', 'runbook_url']) say(`${name}: ${annotations[name]}`, '    ');
}
