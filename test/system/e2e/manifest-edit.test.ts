import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { type Agent, startAgent } from '../../support/e2e/agent.ts';
import { killEveryChild } from '../../support/e2e/child-process.ts';
import { valuesOf } from '../../support/e2e/exposition.ts';
import { median, record } from '../../support/e2e/measurements.ts';
import { startPrometheus } from '../../support/e2e/prometheus.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { createSampleNode, type SampleNode } from '../../support/e2e/sample-node.ts';
import { stopwatch } from '../../support/stopwatch.ts';

const rule = 'cis-kubernetes-2.5';
const hasTools = hasRequiredTools('prometheus', 'setpriv');

describe.skipIf(!hasTools)('an edit of the static pod manifest by atomic rename', () => {
  let directory: string;
  let node: SampleNode;
  let agent: Agent;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'peerproof-'));
    node = createSampleNode(directory);
    agent = await startAgent({ directory, manifests: node.manifests, procfs: node.procfs });
  });

  afterEach(async () => {
    await killEveryChild();
    rmSync(directory, { recursive: true, force: true });
  });

  test('switches the compliance that Prometheus answers off and on again', async () => {
    const scrape = { scrapeInterval: '1s', jobName: 'peerproof', targets: [agent.address] };
    const prometheus = await startPrometheus({ directory, ...scrape });
    const compliant = (id: string): string => `peerproof_rule_compliant{node="cp-1",rule="${id}"}`;
    await prometheus.waitForValue(compliant(rule), 1);
    node.writeManifest(false);
    await prometheus.waitForValue(compliant(rule), 0);
    expect(await prometheus.query(compliant('cis-kubernetes-2.4'))).toMatchObject([{ value: 1 }]);
    node.writeManifest(true);
    await prometheus.waitForValue(compliant(rule), 1);
  });

  test('is on the very next scrape', async () => {
    for (const secure of [false, true, false, true]) {
      node.writeManifest(secure);
      expect(valuesOf(await agent.metrics(), 'peerproof_rule_compliant', { rule })).toEqual([Number(secure)]);
    }
  });

  test('is on /metrics within two seconds, twenty times in a row', async () => {
    const times: number[] = [];
    for (let edit = 0; edit < 20; edit += 1) times.push(await timeToMetric(node, agent, edit % 2 === 1));
    record('edit to flipped /metrics, ms', { median: median(times), max: Math.max(...times) });
    expect(Math.max(...times)).toBeLessThan(2_000);
  });

  test('is noticed and logged in one line within two seconds when nobody scrapes', async () => {
    // The lines about the start come first.
    await sleep(500);
    const edits: LoggedEdit[] = [];
    for (let edit = 0; edit < 10; edit += 1) edits.push(await logOfEdit(node, agent, edit % 2 === 1));
    const times = edits.map(({ firstAfterMs }) => firstAfterMs);
    record('edit to log line without a scrape, ms', { median: median(times), max: Math.max(...times) });
    expect(Math.max(...times)).toBeLessThan(2_000);
    expect(edits.map(({ logged }) => logged)).toEqual(edits.map(() => 1));
  });
});

async function timeToMetric(node: SampleNode, agent: Agent, secure: boolean): Promise<number> {
  const sinceEdit = stopwatch(agent.child.pid);
  node.writeManifest(secure);
  for (;;) {
    const [value] = valuesOf(await agent.metrics(), 'peerproof_rule_compliant', { rule });
    const elapsed = sinceEdit();
    if (value === Number(secure)) return elapsed;
    if (elapsed > 5_000) throw new Error(`The metric stayed ${value} for 5 s after the edit`);
    await sleep(5);
  }
}

type LoggedEdit = { readonly firstAfterMs: number; readonly logged: number };

async function logOfEdit(node: SampleNode, agent: Agent, secure: boolean): Promise<LoggedEdit> {
  const before = logLines(agent);
  const sinceEdit = stopwatch(agent.child.pid);
  node.writeManifest(secure);
  while (logLines(agent) === before) {
    if (sinceEdit() > 5_000) throw new Error('No log line for 5 s after the edit');
    await sleep(2);
  }
  const firstAfterMs = sinceEdit();
  // Long enough for a second line about the same edit to show itself.
  await sleep(150);
  return { firstAfterMs, logged: logLines(agent) - before };
}

function logLines({ child }: Agent): number {
  return `${child.stdout()}${child.stderr()}`.split('\n').filter((line) => line !== '').length;
}
