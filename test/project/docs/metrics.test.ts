import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Listener } from '../../../src/model/listener.ts';
import { alerts, recordings } from '../../conformance/alerts/rule-file.ts';
import { parseExposition } from '../../support/e2e/exposition.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { expositionOf } from '../../support/observed-node.ts';
import { repository } from '../../support/peerproof-process.ts';
import { member, sampleReport } from '../../support/publish/sample-report.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { quoted, readPage, type Section, sections } from './page.ts';

const families = sections(readPage('docs/metrics.md'), 3);

/** A listener with all that one can tell: the golden nodes are read without the wire. */
const listener: Listener = {
  url: 'https://192.0.2.1:2380',
  askedAt: new Date(0),
  exposesKeyspace: false,
  answer: {
    kind: 'tls',
    protocol: 'TLSv1.3',
    clientCertificateRequired: true,
    members: undefined,
    certificates: [
      {
        subject: 'CN=a',
        issuer: 'CN=b',
        names: [],
        notBefore: new Date(0),
        notAfter: new Date(0),
        keyType: 'ec',
        rsaBits: undefined,
        signatureAlgorithm: 'ecdsa-with-SHA256',
      },
    ],
  },
};

const served = await expositionOf(
  sampleReport({ members: [{ ...member('a'), listeners: [listener] }], sources: wholeSources() }),
);
const nodes = join(repository, 'test/fixtures/nodes');
const golden = readdirSync(nodes).map((name) => readFileSync(join(nodes, name, 'expected.prom'), 'utf8'));
const types = new Map(
  [...served.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]),
);
const labels = labelsByFamily([served, ...golden]);

function wholeSources(): ReturnType<typeof sampleReport>['sources'] {
  return (['manifest', 'process', 'wire'] as const).map((source) => ({ source, up: true, causes: [] }));
}

function labelsByFamily(texts: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const samples = texts.flatMap(parseExposition);
  const byFamily = Map.groupBy(samples, ({ name }) =>
    types.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, ''),
  );
  return new Map(
    [...byFamily].map(([name, own]) => [
      name,
      new Set(own.flatMap((sample) => Object.keys(sample.labels)).filter((label) => label !== 'le')),
    ]),
  );
}

function nameOf({ title }: Section): string {
  return quoted(title)[0] ?? title;
}

/** The queries of a section. */
function queries({ text }: Section): readonly string[] {
  return [...text.matchAll(/^```promql\n(.*?)^```$/gms)].map(([, query = '']) => query);
}

/** The agent's families that an expression reads, through recording rules too. */
function familiesIn(expression: string): readonly string[] {
  return [...expression.matchAll(/[\w:]*peerproof_\w+[\w:]*/g)].flatMap(([name]) =>
    name.includes(':')
      ? recordings.filter(({ record }) => record === name).flatMap(({ expr }) => familiesIn(expr))
      : [name],
  );
}

describe('docs/metrics.md', () => {
  it('has a section for each family that is served, and for nothing else', () => {
    expect(types.size).toBeGreaterThan(25);
    expect(families.map(nameOf).toSorted()).toEqual([...types.keys()].toSorted());
  });

  it('has a section for each family of the golden nodes', () => {
    const names = golden.flatMap((text) =>
      [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name),
    );
    expect(families.map(nameOf)).toEqual(expect.arrayContaining([...new Set(names)]));
  });
});

describe.each(families.map((section) => [nameOf(section), section] as const))('%s', (name, section) => {
  it('has the type and the labels that are served', () => {
    const line = section.text.split('\n').find((one) => one.includes('labels:')) ?? '';
    expect(line.split(';')[0]).toBe(types.get(name));
    expect(quoted(line).toSorted()).toEqual([...(labels.get(name) ?? [])].toSorted());
  });

  it('names the alerts that use it', () => {
    const line = section.text.split('\n').find((one) => one.startsWith('Alerts: ')) ?? '';
    const using = alerts
      .filter(({ expr, annotations }) => familiesIn(`${expr} ${annotations['description']}`).includes(name))
      .map(({ alert }) => alert);
    expect(line).toBe(using.length === 0 ? 'Alerts: none' : `Alerts: ${using.map(asCode).join(', ')}`);
  });

  it('has a query that selects it, by labels that exist', () => {
    expect(queries(section).join('\n')).toContain(name);
    const selectors = queries(section).flatMap((query) => [
      ...query.matchAll(/(?<family>[a-z]\w+)\{(?<matchers>[^}]*)\}/g),
    ]);
    for (const { groups } of selectors) {
      const family = (groups?.['family'] ?? '').replace(/_bucket$/, '');
      const known = new Set(['job', ...(labels.get(family) ?? [])]);
      const used = [...(groups?.['matchers'] ?? '').matchAll(/(\w+)[=!]/g)].map(([, label = '']) => label);
      expect([...types.keys()]).toContain(family);
      expect(used.filter((label) => !known.has(label))).toEqual([]);
    }
  });
});

function asCode(text: string): string {
  return `\`${text}\``;
}

describe.skipIf(!hasRequiredTools('promtool'))('promtool', () => {
  it('can parse each query of the page', () => {
    const all = families.flatMap(queries);
    const rules = all.map((expr, index) => ({ record: `docs:query:${index}`, expr }));
    const file = join(temporaryDirectory(), 'queries.yaml');
    writeFileSync(file, stringify({ groups: [{ name: 'docs', rules }] }));
    const output = execFileSync('promtool', ['check', 'rules', file], { encoding: 'utf8' });
    expect(output).toContain(`SUCCESS: ${families.length} rules found`);
  });
});
