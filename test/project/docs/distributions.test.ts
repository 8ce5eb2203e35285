import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { publicTrees } from '../../support/public-trees.ts';
import { repository } from '../../support/peerproof-process.ts';
import { quoted, readPage, tableRows } from '../../support/docs/page.ts';

const page = readPage('docs/distributions.md');
const overlays = join(repository, 'manifests/overlays');
const overlayRows = tableRows(page, [
  'overlay',
  'etcd there',
  'decided by',
  'capabilities',
  'golden nodes tried with it',
  'real node',
]);

describe('docs/distributions.md', () => {
  it('has every overlay', () => {
    const real = readdirSync(overlays).filter((name) => existsSync(join(overlays, name, 'kustomization.yaml')));
    expect(overlayRows.flatMap(([overlay = '']) => quoted(overlay)).toSorted()).toEqual(real.toSorted());
  });

  it.each(overlayRows)('says of %s which capabilities it takes', (overlay = '', _etcd, _by, capabilities = '') => {
    const file = join(overlays, quoted(overlay)[0] ?? '', 'kustomization.yaml');
    const { components = [] } = parse(readFileSync(file, 'utf8')) as {
      readonly components?: readonly string[];
    };
    const isFull = components.some((one) => one.endsWith('/full-evidence'));
    expect(quoted(capabilities)).toEqual(isFull ? ['SYS_PTRACE', 'DAC_READ_SEARCH'] : []);
  });

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

  it('names the tests that exist', () => {
    const files = [...page.matchAll(/`(test\/[\w./-]+\.(?:ts|sh))`/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(4);
    expect(files.filter((file) => !existsSync(join(repository, file)))).toEqual([]);
  });

  it('counts the public trees', () => {
    expect(page).toContain(`The ${Object.values(publicTrees).flat().length} trees`);
  });
});
