import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { knownDirectories } from '../../../src/observe/files/manifest-directories.ts';
import { repository } from '../../support/peerproof-process.ts';
import { quoted, readPage, sections, tableRows } from './page.ts';

type Expected = {
  readonly '2.4': string;
  readonly '2.5': string;
  readonly members: readonly { readonly name: string; readonly sources: readonly string[] }[];
};

const page = readPage('docs/distributions.md');
const nodes = join(repository, 'test/fixtures/nodes');
const overlays = join(repository, 'manifests/overlays');
const nodeRows = tableRows(page, ['node', '2.4', '2.5', 'members', 'sources']);
const overlayRows = tableRows(page, [
  'overlay',
  'etcd there',
  'decided by',
  'capabilities',
  'golden nodes tried with it',
  'real node',
]);
const publicTrees = tableRows(page, ['family', 'trees']).flatMap(([, trees = '']) => quoted(trees));
const collection = process.env['PEERPROOF_DISTRIBUTIONS'] ?? join(repository, '../shared/distros');

describe('docs/distributions.md', () => {
  it('has every golden node, with what it must give', () => {
    const written = nodeRows.map((row) => row.map((cell) => quoted(cell).toSorted()));
    const real = readdirSync(nodes)
      .toSorted()
      .map((name) => {
        const text = readFileSync(join(nodes, name, 'expected.json'), 'utf8');
        const { members, ...verdicts } = JSON.parse(text) as Expected;
        const sources = new Set(members.flatMap((member) => member.sources));
        return [
          [name],
          [verdicts['2.4']],
          [verdicts['2.5']],
          members.map((member) => member.name).toSorted(),
          [...sources].toSorted(),
        ];
      });
    expect(written).toEqual(real);
  });

  it('has every overlay', () => {
    const real = readdirSync(overlays).filter((name) =>
      existsSync(join(overlays, name, 'kustomization.yaml')),
    );
    expect(overlayRows.flatMap(([overlay = '']) => quoted(overlay)).toSorted()).toEqual(real.toSorted());
  });

  it.each(overlayRows)(
    'says of %s which capabilities it takes',
    (overlay = '', _etcd, _by, capabilities = '') => {
      const file = join(overlays, quoted(overlay)[0] ?? '', 'kustomization.yaml');
      const { components = [] } = parse(readFileSync(file, 'utf8')) as {
        readonly components?: readonly string[];
      };
      const isFull = components.some((one) => one.endsWith('/full-evidence'));
      expect(quoted(capabilities)).toEqual(isFull ? ['SYS_PTRACE', 'DAC_READ_SEARCH'] : []);
    },
  );

  it('names the golden nodes on which each overlay is tried', () => {
    const text = readFileSync(join(repository, 'test/conformance/manifests/evidence.test.ts'), 'utf8');
    const cases = text.slice(0, text.indexOf('sees enough of the node'));
    const tried = [...cases.matchAll(/^ {4}\['([\w-]+)', '([\w-]+)'\],$/gm)].map(
      ([, overlay = '', node = '']) => `${overlay} ${node}`,
    );
    const written = overlayRows.flatMap((row) =>
      quoted(row[4] ?? '').map((node) => `${quoted(row[0] ?? '')[0]} ${node}`),
    );
    expect(written.toSorted()).toEqual(tried.toSorted());
  });

  it('names the directories that are looked for', () => {
    const [section] = sections(page, 2).filter(({ title }) => title === 'Where static pods are looked for');
    const listed = (section?.text ?? '').split('\n').filter((line) => line.startsWith('- '));
    expect(listed.flatMap(quoted)).toEqual(knownDirectories);
  });

  it('names the tests that exist', () => {
    const files = [...page.matchAll(/`(test\/[\w./-]+\.(?:ts|sh))`/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(4);
    expect(files.filter((file) => !existsSync(join(repository, file)))).toEqual([]);
  });

  it('names every public tree of the collection, and no other', ({ skip }) => {
    skip(!existsSync(collection), `No distributions at ${collection}: the page's list was not compared`);
    const real = readdirSync(collection).filter((name) =>
      existsSync(join(collection, name, 'expected.json')),
    );
    expect(publicTrees.toSorted()).toEqual(real.toSorted());
    expect(page).toContain(`its ${real.length} trees`);
  });
});
