import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { jsonReport } from '../../src/publish/reports/json-report.ts';
import { type Labels, parseExposition, type Sample } from '../support/e2e/exposition.ts';
import { materialiseNode } from '../fixtures/make-proc.ts';
import { normaliseExposition } from '../support/golden-exposition.ts';
import { assessTree, expositionOf, statusesOf } from '../support/observed-node.ts';
import { servePeerproof } from '../support/peerproof-process.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

type ExpectedMember = {
  readonly name: string;
  readonly sources: readonly string[];
  readonly '2.4': string;
  readonly '2.5': string;
  readonly counts?: false;
};
type Expected = {
  readonly '2.4': string;
  readonly '2.5': string;
  readonly reasons?: Readonly<Partial<Record<'2.4' | '2.5', readonly string[]>>>;
  readonly members: readonly ExpectedMember[];
};

const fixtures = join(import.meta.dirname, '../fixtures/nodes');
const nodes = readdirSync(fixtures).toSorted();
const controls = ['2.4', '2.5'] as const;
const isUpdate = process.env['UPDATE_GOLDEN'] === '1';
if (isUpdate && process.env['CI'] !== undefined) throw new Error('UPDATE_GOLDEN: not in CI');

function expectedOf(node: string): Expected {
  return JSON.parse(readFileSync(join(fixtures, node, 'expected.json'), 'utf8')) as Expected;
}

function materialise(node: string): string {
  const rootfs = join(temporaryDirectory(), 'rootfs');
  materialiseNode(join(fixtures, node), rootfs);
  return rootfs;
}

function assessNode(node: string): Promise<Report> {
  return assessTree(materialise(node), [`--node-name=${node}`]);
}

function labelsOf(samples: readonly Sample[], family: string): readonly Labels[] {
  return samples.filter(({ name, value }) => name === `peerproof_${family}` && value === 1).map(({ labels }) => labels);
}

/** Within a member a decided status outweighs an unknown one, and the worst decided one wins. */
function worst(statuses: readonly (string | undefined)[]): string | undefined {
  return ['fail', 'pass', 'not_applicable', 'unknown'].find((status) => statuses.includes(status));
}

test('there are golden nodes', () => {
  expect(nodes.length).toBeGreaterThan(20);
});

describe.each(nodes)('the golden node %s', (node) => {
  const expected = expectedOf(node);
  const golden = join(fixtures, node, 'expected.prom');

  test('is exposed as its expected.prom says', async () => {
    const text = normaliseExposition(await expositionOf(await assessNode(node)));
    if (isUpdate) writeFileSync(golden, text);
    expect(text).toBe(readFileSync(golden, 'utf8'));
  });

  test('has in expected.prom what expected.json says', () => {
    const samples = parseExposition(readFileSync(golden, 'utf8'));
    const findings = labelsOf(samples, 'member_rule_status');
    for (const control of controls) {
      const rule = `cis-kubernetes-${control}`;
      const ofRule = (family: string): readonly Labels[] =>
        labelsOf(samples, family).filter((labels) => labels['rule'] === rule);
      expect(ofRule('rule_status').map(({ status }) => status)).toEqual([expected[control]]);
      const isCompliant = ['pass', 'not_applicable'].includes(expected[control]);
      expect(ofRule('rule_compliant')).toHaveLength(isCompliant ? 1 : 0);
      const reasons = ofRule('rule_reason').map(({ reason }) => reason);
      expect(reasons).toEqual(expect.arrayContaining([...(expected.reasons?.[control] ?? [])]));
      const members = Map.groupBy(
        findings.filter((labels) => labels['rule'] === rule),
        ({ member }) => member,
      );
      const seen = [...members].map(([name, own]) => ({
        name,
        sources: new Set(own.map(({ source }) => source)),
        status: worst(own.map(({ status }) => status)),
      }));
      const wanted = expected.members.map(({ name, sources, [control]: status }) => ({
        name,
        sources: new Set(sources),
        status,
      }));
      expect(new Set(seen)).toEqual(new Set(wanted));
    }
    const shown = labelsOf(samples, 'member_info').map(({ member }) => member);
    expect(new Set(shown)).toEqual(new Set(expected.members.map(({ name }) => name)));
  });

  test('is reported as JSON with the same verdicts and members', async () => {
    const report = await assessNode(node);
    expect(statusesOf(report)).toEqual({ '2.4': expected['2.4'], '2.5': expected['2.5'] });
    expect(jsonReport(report)).toMatchObject({
      node,
      rules: controls.map((control) => ({ control, status: expected[control] })),
    });
    const members = report.members.map(({ id, countsForKubernetes }) => [id, countsForKubernetes] as const);
    expect(new Map(members)).toEqual(new Map(expected.members.map(({ name, counts }) => [name, counts !== false])));
    for (const [index, control] of controls.entries()) {
      const verdicts = report.rules[index]?.members.map(({ member, status }) => [member, status] as const);
      expect(new Map(verdicts)).toEqual(new Map(expected.members.map((one) => [one.name, one[control]])));
    }
  });
});

test.each(['kubeadm-single', 'kops-events-insecure', 'manifest-broken'])(
  'the agent as a process serves the exposition of %s',
  async (name) => {
    const agent = await servePeerproof([`--path.rootfs=${materialise(name)}`, `--node-name=${name}`]);
    const exposition = await (await fetch(`${agent.web}/metrics`)).text();
    expect(normaliseExposition(exposition)).toBe(readFileSync(join(fixtures, name, 'expected.prom'), 'utf8'));
    agent.child.kill('SIGTERM');
    expect(await agent.ended).toBe(0);
  },
);
