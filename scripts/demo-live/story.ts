// The story of the live demonstration: breaks a member, follows the alert to the pager, mends the member.

import { askHttps } from '../../test/support/e2e/loopback-https.ts';
import { waitUntil } from '../../test/support/e2e/wait-until.ts';
import { heading, say } from '../demo/terminal.ts';
import { members, nodeName, type Pace, quickDivisors, type Stack } from './stack.ts';
import type { Notification } from './webhook.ts';

const alertName = 'PeerproofNoncompliant';
const rule = 'cis-kubernetes-2.5';
const broken = members[1];
/** Removes the CA file as well, for which alone etcd would demand certificates. */
const withoutClientAuth = { without: ['peer-client-cert-auth', 'peer-trusted-ca-file'] };
const compliant = `peerproof_rule_compliant{node="${nodeName}",rule="${rule}"}`;
/** Time limit of the alert, and of its end. In seconds. */
const alertTimeout = 180;

const waits =
  'As shipped: Prometheus evaluates the rules every 15 s, a failure must hold for 30 s, and Alertmanager waits 10 s for more of the same. A minute, mostly. Here Prometheus scrapes each second, and the end of an alert is told after 10 s instead of 5 minutes.';
const quickWaits = `Quick: the waits of the rules are divided by ${quickDivisors.rules}, those of the routes by ${quickDivisors.routes}.`;

export type Times = readonly (readonly [what: string, seconds: number])[];

export async function runStory(stack: Stack, pace: Pace): Promise<Times> {
  introduce(stack);
  await showGauge(stack, 1);
  heading(`2/4  ${broken} is broken`);
  say('It is started again without --peer-client-cert-auth and --peer-trusted-ca-file.', '  ');
  await stack.cluster.stop(broken);
  const breaking = stopwatch();
  const restarted = stack.cluster.restart(broken, withoutClientAuth);
  const [toGauge] = await Promise.all([secondsUntil(showGauge(stack, 0), breaking), restarted]);
  await showWire(stack);
  heading('3/4  The alert');
  say(pace === 'quick' ? quickWaits : waits, '  ');
  const following = followStates(stack, breaking);
  show(await stack.webhook.notified(alertName, 'firing', alertTimeout));
  const toAlert = breaking();
  following.stop();
  heading(`4/4  ${broken} is mended`);
  say('It is started again as it was.', '  ');
  await stack.cluster.stop(broken);
  const mending = stopwatch();
  const [toCompliance] = await Promise.all([secondsUntil(showRecovery(stack), mending), stack.cluster.restart(broken)]);
  show(await stack.webhook.notified(alertName, 'resolved', alertTimeout));
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

/** Returns a function that returns the seconds since now. */
function stopwatch(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}

async function secondsUntil(done: Promise<void>, elapsed: () => number): Promise<number> {
  await done;
  return elapsed();
}

/** Shows the gauge once it has this value. */
async function showGauge({ agent }: Stack, value: 0 | 1): Promise<void> {
  const line = `${compliant} ${value}`;
  await lineWith(agent, line);
  console.log(`  ${line}`);
}

/** Waits for the member first: while it is down, the other two comply. */
async function showRecovery(stack: Stack): Promise<void> {
  const labels = `node="${nodeName}",rule="${rule}",member="${broken}",source="process",status="pass"`;
  await lineWith(stack.agent, `peerproof_member_rule_status{${labels}} 1`);
  await showGauge(stack, 1);
}

async function lineWith(agent: Stack['agent'], start: string): Promise<string> {
  return await waitUntil(async () => (await agent.exposition()).split('\n').find((line) => line.startsWith(start)), {
    timeoutMs: 30_000,
    everyMs: 20,
    describe: () => `/metrics has no ${start}`,
  });
}

/** Shows the result of the probe, and the response to a request without a certificate. */
async function showWire({ agent, cluster }: Stack): Promise<void> {
  const labels = `node="${nodeName}",member="${broken}"`;
  console.log(`  ${await lineWith(agent, `peerproof_peer_listener_client_certificate_required{${labels}`)}`);
  const { peerPort: port, authority } = cluster.member(broken);
  const { status, body } = await askHttps({ port, path: '/version', authority });
  console.log(`  GET https://127.0.0.1:${port}/version without a client certificate: ${status} ${body}`);
}

/** Shows each new state of the alert in Prometheus. */
function followStates({ prometheus }: Stack, elapsed: () => number): { readonly stop: () => void } {
  const shown = new Set<string>();
  const check = async (): Promise<void> => {
    for (const { labels, state } of await prometheus.alerts()) {
      if (labels['alertname'] !== alertName || shown.has(state)) continue;
      console.log(`  ${elapsed().toFixed(1)} s: Prometheus has it ${state}`);
      shown.add(state);
    }
  };
  const timer = setInterval(() => void check().catch(() => undefined), 250);
  return { stop: () => clearInterval(timer) };
}

function show({ status, receiver, labels, annotations }: Notification): void {
  console.log(`  To ${receiver}: ${labels['alertname']} (${labels['severity']}) is ${status}`);
  for (const name of ['node', 'rule']) console.log(`    ${name}: ${labels[name]}`);
  if (status === 'resolved') return;
  for (const name of ['summary', 'description', 'runbook_url']) say(`${name}: ${annotations[name]}`, '    ');
}
