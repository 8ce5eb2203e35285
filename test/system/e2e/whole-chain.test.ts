import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Notification as Heard, startWebhook, type Webhook } from '../../../scripts/demo-live/webhook.ts';
import { type Agent, startAgent } from '../../support/e2e/agent.ts';
import { startAlertmanager } from '../../support/e2e/alertmanager.ts';
import { hasBrowser, openPage } from '../../support/browser/browser.ts';
import { startBrowser } from '../../support/browser/chromium.ts';
import { breaks, withoutClientAuth } from '../../support/e2e/broken-members.ts';
import { killEveryChild } from '../../support/e2e/child-process.ts';
import { type EtcdCluster, startCluster } from '../../support/e2e/etcd-cluster.ts';
import { openNode } from '../../support/e2e/node-namespace.ts';
import { type Prometheus, runPrometheus } from '../../support/e2e/prometheus.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { prometheusConfig, routeFile } from '../../support/e2e/shipped-alerting.ts';
import { waitUntil } from '../../support/e2e/wait-until.ts';

const hasTools = hasRequiredTools('etcd', 'openssl', 'prometheus', 'prometheus-alertmanager', 'setpriv');
/** How much faster than shipped time runs for Prometheus: alerts come in seconds, not in minutes. 1 takes half an hour. */
const speed = Number(process.env['CHAIN_SPEED'] ?? 15);
/** Alertmanager's longest wait is five minutes, and each mend waits for it. */
const routeSpeed = speed > 1 ? speed * 4 : 1;
const hosts = ['127.0.0.11', '127.0.0.12', '127.0.0.13'] as const;
const broken = hosts[1];
const failing = 'PeerproofNoncompliant';
/** A wait of minutes, at most, in milliseconds. */
const testTime = 60_000 + 1_200_000 / speed;

type Times = { readonly what: string; readonly seconds: readonly number[] };

describe.skipIf(!hasTools || !hasBrowser)('three nodes with real etcd, Prometheus, Alertmanager and a browser', () => {
  const directory = mkdtempSync(join(tmpdir(), 'peerproof-'));
  const manifests = join(directory, 'manifests');
  let cluster: EtcdCluster;
  let agents: readonly Agent[];
  let prometheus: Prometheus;
  let webhook: Webhook;
  let browser: Browser;
  const times: Times[] = [];

  beforeAll(async () => {
    mkdirSync(manifests);
    const nodes = new Map<string, readonly string[]>(
      await Promise.all(hosts.map(async (host) => [host, await openOn(host)] as const)),
    );
    cluster = await startCluster(directory, hosts, (host) => nodes.get(host) ?? []);
    agents = await Promise.all(
      hosts.map((host) =>
        startAgent({
          directory: join(directory, `${host}-node`),
          manifests,
          procfs: '/proc',
          nodeName: host,
          host,
          through: nodes.get(host) ?? [],
        }),
      ),
    );
    webhook = await startWebhook();
    browser = await startBrowser();
    const routes = routeFile(directory, webhook.url, routeSpeed);
    const alertmanager = await startAlertmanager(directory, routes);
    const targets = agents.map(({ address }) => address);
    prometheus = await runPrometheus(directory, prometheusConfig(directory, targets, alertmanager, speed));
    await prometheus.waitForValue('count(peerproof_rule_status{status="pass"} == 1)', 6);
  });

  const openOn = async (host: string): Promise<readonly string[]> => {
    const own = join(directory, `${host}-node`);
    mkdirSync(own);
    return (await openNode(own)).through;
  };

  afterAll(async () => {
    await browser.close();
    await killEveryChild();
    rmSync(directory, { recursive: true, force: true });
    console.log(timesTable(times));
  });

  const agentOf = (host: string): Agent => {
    const agent = agents[hosts.findIndex((one) => one === host)];
    if (agent === undefined) throw new Error(`No agent on ${host}`);
    return agent;
  };

  const onGauge = (status: Status, rules: readonly string[]): Promise<true> =>
    eventually(`/metrics of ${broken} to say ${status} for ${rules.join()}`, 30, async () => {
      const text = await agentOf(broken).exposition();
      const lines = rules.map((rule) => statusLine(rule, status));
      return lines.every((line) => text.includes(line));
    });

  const notified = (since: number, alert: string, status: Heard['status'], rule?: string): Promise<Heard> =>
    eventually(`a notification that ${alert} is ${status}`, 30 + 600 / speed, async () =>
      webhook
        .received()
        .slice(since)
        .find(
          ({ labels, ...one }) =>
            one.status === status &&
            labels['alertname'] === alert &&
            (rule === undefined || labels['rule'] === ruleId(rule)),
        ),
    );

  test.each(breaks)(
    'a member $what shows on gauge, page and pager, and its mend resolves all three',
    async ({ what, change, reasons }) => {
      const rules = Object.keys(reasons);
      const since = webhook.received().length;
      const { page, loads, troubles } = await openPage(browser, `http://${agentOf(broken).address}`);
      await onPage(page, 'pass', rules);
      await cluster.stop(broken);
      const breaking = stopwatch();
      const flipped = onGauge('fail', rules).then(breaking);
      const seen = onPage(page, 'fail', Object.values(reasons)).then(breaking);
      await cluster.restart(broken, change(cluster.member(broken).peerPort));
      const toGauge = await flipped;
      const toPage = await seen;
      for (const [rule, reason] of Object.entries(reasons)) {
        const { receiver, labels, annotations } = await notified(since, failing, 'firing', rule);
        expect({ receiver, node: labels['node'] }).toEqual({ receiver: 'peerproof-pager', node: broken });
        expect(annotations['description']).toContain(broken);
        expect(annotations['description']).toContain(ruleId(rule));
        expect(annotations['description']).toContain(reason);
        expect(annotations['runbook_url']).toContain(failing);
      }
      const toAlert = breaking();

      await cluster.stop(broken);
      const mending = stopwatch();
      const mended = onGauge('pass', ['2.4', '2.5']).then(mending);
      const seenMended = onPage(page, 'pass', rules).then(mending);
      await cluster.restart(broken);
      const toPass = await mended;
      const toPassingPage = await seenMended;
      for (const rule of rules) await notified(since, failing, 'resolved', rule);
      // Followed in place: one load of one document.
      expect({ loads: loads(), troubles }).toEqual({ loads: 1, troubles: [] });
      times.push({ what, seconds: [toGauge, toPage, toAlert, toPass, toPassingPage, mending()] });
    },
    testTime,
  );

  test('nothing was told of the healthy members', async () => {
    const others = webhook.received().filter(({ labels }) => labels['node'] !== broken);
    expect(others).toEqual([]);
    expect(await prometheus.query(`ALERTS{node!="${broken}"}`)).toEqual([]);
  });

  // Last: no agent is left.
  test(
    'an agent that is killed while an alert fires resolves nothing, and its absence is told',
    async () => {
      const since = webhook.received().length;
      await cluster.restart(broken, withoutClientAuth);
      await notified(since, failing, 'firing', '2.5');
      await agentOf(broken).stop('SIGKILL');
      const down = await notified(since, 'PeerproofExporterDown', 'firing');
      expect(down.labels['node']).toBe(broken);
      for (const host of hosts) await agentOf(host).stop('SIGKILL');
      await notified(since, 'PeerproofExporterAbsent', 'firing');
      const firing = `ALERTS{alertname="${failing}",alertstate="firing",node="${broken}"}`;
      expect(await prometheus.query(firing)).toHaveLength(1);
      const told = webhook.received().slice(since);
      expect(told.filter(({ status, labels }) => status === 'resolved' && labels['alertname'] === failing)).toEqual([]);
    },
    testTime,
  );
});

type Status = 'pass' | 'fail';

function ruleId(control: string): string {
  return `cis-kubernetes-${control}`;
}

function statusLine(control: string, status: Status): string {
  return `peerproof_rule_status{node="${broken}",rule="${ruleId(control)}",status="${status}"} 1\n`;
}

/** What the page says at a glance, and words that stand on it. */
async function onPage(page: Page, status: Status, words: readonly string[]): Promise<void> {
  const verdict = { pass: 'Pass', fail: 'Fail' }[status];
  await page.locator('#verdict', { hasText: new RegExp(`^${verdict}$`) }).waitFor({ timeout: 30_000 });
  for (const word of words) await page.getByText(word).first().waitFor({ timeout: 30_000 });
}

/** Asks until there is an answer. */
function eventually<T>(what: string, seconds: number, ask: () => Promise<T | undefined | false>): Promise<T> {
  const answer = async (): Promise<T | undefined> => (await ask()) || undefined;
  return waitUntil(answer, { timeoutMs: seconds * 1000, everyMs: 20, describe: () => `waited for ${what}` });
}

/** Seconds since now. */
function stopwatch(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}

function timesTable(times: readonly Times[]): string {
  const head = `seconds, with the waits of rules divided by ${speed} and those of routes by ${routeSpeed}: broken → gauge, → page, → pager; mended → gauge, → page, → pager`;
  return [
    head,
    ...times.map(({ what, seconds }) => `${seconds.map((one) => one.toFixed(1).padStart(6)).join('')}  ${what}`),
  ].join('\n');
}
