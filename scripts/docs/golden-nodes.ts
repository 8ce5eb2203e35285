// The golden nodes by the verdicts that their expected.json holds.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../production-tree.ts';
import { codes, table } from './markdown.ts';

type GoldenNode = { readonly name: string; readonly '2.4': string; readonly '2.5': string };

export function readGoldenNodes(): readonly GoldenNode[] {
  const nodes = join(repository, 'test/fixtures/nodes');
  return readdirSync(nodes)
    .toSorted()
    .map((name) => {
      const text = readFileSync(join(nodes, name, 'expected.json'), 'utf8');
      return { ...(JSON.parse(text) as Omit<GoldenNode, 'name'>), name };
    });
}

export function goldenNodesTable(nodes: readonly GoldenNode[]): string {
  const byVerdicts = Map.groupBy(nodes, (node) => `${node['2.4']}, ${node['2.5']}`);
  const rows = [...byVerdicts].map(([verdicts, group]) => [verdicts, codes(group.map(({ name }) => name))]);
  return table(['2.4, 2.5', 'nodes'], rows);
}
