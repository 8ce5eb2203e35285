import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Listener } from '../../../src/model/listener.ts';
import { parseExposition } from '../../support/e2e/exposition.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { expositionOf } from '../../support/observed-node.ts';
import { repository } from '../../support/peerproof-process.ts';
import { member, sampleReport } from '../../support/publish/sample-report.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { readPage } from '../../support/docs/page.ts';

const queries = [...readPage('docs/metrics.md').matchAll(/^```promql\n(.*?)^```$/gms)].map(([, query = '']) => query);

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
const types = new Map([...served.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]));
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

describe('docs/metrics.md', () => {
  it('has queries', () => {
    expect(queries.length).toBeGreaterThan(5);
  });

  it.each(queries)('selects families that are served, by labels that they have: %s', (query) => {
    const selectors = [...query.matchAll(/(?<family>[a-z]\w+)\{(?<matchers>[^}]*)\}/g)];
    expect(selectors.length).toBeGreaterThan(0);
    for (const { groups } of selectors) {
      const family = (groups?.['family'] ?? '').replace(/_bucket$/, '');
      const known = new Set(['job', ...(labels.get(family) ?? [])]);
      const used = [...(groups?.['matchers'] ?? '').matchAll(/(\w+)[=!]/g)].map(([, label = '']) => label);
      expect([...types.keys()]).toContain(family);
      expect(used.filter((label) => !known.has(label))).toEqual([]);
    }
  });
});

describe.skipIf(!hasRequiredTools('promtool'))('promtool', () => {
  it('can parse each query of the page', () => {
    const rules = queries.map((expr, index) => ({ record: `docs:query:${index}`, expr }));
    const file = join(temporaryDirectory(), 'queries.yaml');
    writeFileSync(file, stringify({ groups: [{ name: 'docs', rules }] }));
    const output = execFileSync('promtool', ['check', 'rules', file], { encoding: 'utf8' });
    expect(output).toContain(`SUCCESS: ${queries.length} rules found`);
  });
});
