import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { killEveryChild } from '../../support/e2e/child-process.ts';
import { parseExposition } from '../../support/e2e/exposition.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { contentPanels, dashboard, targets } from '../../support/grafana/dashboard-file.ts';
import { type Fleet, startFleet } from '../../support/grafana/fleet.ts';
import { ask, type Choice, options, type Series, targetsOf } from '../../support/grafana/panel-queries.ts';
import { expectedAnswers } from '../../support/grafana/expected-answers.ts';

const hasTools = hasRequiredTools('prometheus', 'setpriv');
const everything: Choice = { cluster: '.*', job: '.+', node: '.+' };

describe.skipIf(!hasTools)('the dashboard on a Prometheus that scrapes four agents', () => {
  const directory = mkdtempSync(join(tmpdir(), 'peerproof-grafana-'));
  const startedAt = Date.now();
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await startFleet(directory);
    const enough = 'count(count_over_time(up{job="peerproof"}[1m]) >= 6)';
    await fleet.prometheus.waitForValue(enough, 6, 240_000);
  }, 300_000);

  afterAll(async () => {
    await killEveryChild();
    rmSync(directory, { recursive: true, force: true });
  });

  const answerOf = async (title: string, refId: string, choice: Choice): Promise<readonly Series[]> => {
    const target = targetsOf(title)[refId];
    if (target === undefined) throw new Error(`${title} has no query ${refId}`);
    return ask(fleet.prometheus.address, target, choice);
  };

  test('every query of every panel has a promise', () => {
    const promised = expectedAnswers.map(({ title, refId }) => `${title} ${refId}`);
    const asked = contentPanels.flatMap(({ title, targets: own = [] }) => own.map(({ refId }) => `${title} ${refId}`));
    expect(promised.toSorted()).toEqual(asked.toSorted());
  });

  describe.each([
    { chosen: "the agents' job", job: 'peerproof' },
    { chosen: 'every job', job: '.+' },
  ])('with $chosen chosen', ({ job }) => {
    // Under load a scrape may be late once; what is promised must come all the same.
    test.each(expectedAnswers)('$title ($refId) answers with $what', async ({ title, refId, check }) => {
      const answer = (): Promise<readonly Series[]> => answerOf(title, refId, { ...everything, job });
      await expect.poll(answer, { timeout: 90_000, interval: 500 }).toSatisfy((series: readonly Series[]) => {
        check(series, { job, startedAt });
        return true;
      });
    });
  });

  test('with one node chosen, no series of another node is left', async () => {
    const choice = { ...everything, node: 'cp-fail' };
    const answers = await Promise.all(targets.map((target) => ask(fleet.prometheus.address, target, choice)));
    const nodes = answers.flat().flatMap(({ metric }) => metric['node'] ?? []);
    expect(new Set(nodes)).toEqual(new Set(['cp-fail']));
  });

  test('with two nodes chosen, the verdicts are theirs', async () => {
    const choice = { ...everything, node: '(cp-fail|cp-unknown)' };
    const answer = await answerOf('Verdicts over time', 'A', choice);
    expect(new Set(answer.map(({ metric }) => metric['node']))).toEqual(new Set(['cp-fail', 'cp-unknown']));
    expect(await answerOf('Control-plane nodes covered', 'B', choice)).toMatchObject([{ value: 2 }]);
  });

  test('with a cluster chosen that no series carries, nothing is left', async () => {
    const choice = { ...everything, cluster: 'elsewhere' };
    const answers = await Promise.all(targets.map((target) => ask(fleet.prometheus.address, target, choice)));
    expect(answers.flat()).toEqual([]);
  });

  test('with another job chosen, there is no verdict and no agent, which must not look like compliance', async () => {
    const choice = { ...everything, job: 'kube-state-metrics' };
    const titles = ['2.4 Peers use TLS', '2.5 Peers show client certificates', 'Memory', 'Agents'];
    const answers = await Promise.all(titles.map((title) => answerOf(title, 'A', choice)));
    expect(answers.flat()).toEqual([]);
    expect(await answerOf('Control-plane nodes covered', 'C', choice)).toMatchObject([{ value: 5 }]);
  });

  test('the variables offer the job and the nodes of the agents, and no cluster where there is none', async () => {
    const offered = await Promise.all(
      dashboard.templating.list
        .filter(({ type }) => type === 'query')
        .map(async ({ name, query }) => [name, await options(fleet.prometheus.address, query, everything)]),
    );
    expect(Object.fromEntries(offered)).toEqual({
      cluster: [],
      job: ['peerproof'],
      node: ['cp-external', 'cp-fail', 'cp-pass', 'cp-unknown'],
    });
  });

  test('every metric that a query names is in an exposition, or known to come from elsewhere', () => {
    const exposed = new Set(fleet.expositions.flatMap(parseExposition).map(({ name }) => name));
    const fromPrometheus = ['up', 'scrape_duration_seconds', 'ALERTS', 'ALERTS_FOR_STATE'];
    const ofWireProbe = ['peerproof_peer_listener_certificate_not_after_timestamp_seconds'];
    const elsewhere = new Set([...fromPrometheus, ...ofWireProbe, 'kube_node_role']);
    const named = targets.flatMap(({ expr }) =>
      [...expr.matchAll(/([A-Za-z_:][\w:]*)\{/g)].map(([, name = '']) => name),
    );
    expect(new Set(named).size).toBeGreaterThan(15);
    expect(named.filter((name) => !exposed.has(name) && !elsewhere.has(name))).toEqual([]);
  });
});
