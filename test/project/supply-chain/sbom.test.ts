import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { productionTree, readLockFile, repository } from '../../../scripts/production-tree.ts';
import { node } from '../../support/peerproof-process.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

type Component = {
  readonly type: string;
  readonly 'bom-ref': string;
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses: readonly { readonly license: { readonly id: string } }[];
};

type Bom = {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly version: number;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
};

function write(): string {
  const file = join(temporaryDirectory(), 'sbom.json');
  execFileSync(node, [join(repository, 'scripts/sbom.ts'), `--output=${relative(repository, file)}`]);
  return readFileSync(file, 'utf8');
}

const read = (): Bom => JSON.parse(write()) as Bom;
const tree = productionTree(readLockFile());

test('the SBOM is a CycloneDX document about this version of the program', () => {
  const bom = read();
  expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
  expect(bom.metadata.component).toMatchObject({
    type: 'application',
    name: packageJson.name,
    version: packageJson.version,
    purl: `pkg:npm/${packageJson.name}@${packageJson.version}`,
    licenses: [{ license: { id: packageJson.license } }],
  });
});

test('each component of the SBOM has what a scanner looks for: package URL, hash and licence', () => {
  for (const { type, purl, hashes, licenses } of read().components) {
    expect(type).toBe('library');
    expect(purl).toMatch(/^pkg:npm\/(%40[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+$/);
    expect(hashes).toEqual([{ alg: 'SHA-512', content: expect.stringMatching(/^[\da-f]{128}$/) as unknown }]);
    expect(licenses[0]?.license.id).toMatch(/^[\w.-]+$/);
  }
});

test('the SBOM holds every package of the lock file that runs, and no other', () => {
  const named = read().components.map(({ group, name, version, hashes, licenses }) => ({
    name: group === undefined ? name : `${group}/${name}`,
    version,
    integrity: `sha512-${Buffer.from(hashes[0]?.content ?? '', 'hex').toString('base64')}`,
    license: licenses[0]?.license.id,
  }));
  expect(named).toEqual(tree.map(({ name, version, integrity, license }) => ({ name, version, integrity, license })));
});

test('what needs what leads from the program to every component', () => {
  const { components, dependencies, metadata } = read();
  const refs = components.map((one) => one['bom-ref']);
  expect(new Set(refs).size).toBe(refs.length);
  const reached = new Set<string>();
  const visit = (ref: string): void => {
    if (reached.has(ref)) return;
    reached.add(ref);
    for (const next of dependencies.find((one) => one.ref === ref)?.dependsOn ?? []) visit(next);
  };
  visit(metadata.component['bom-ref']);
  expect([...reached].toSorted()).toEqual([metadata.component['bom-ref'], ...refs].toSorted());
  expect(dependencies.map(({ ref }) => ref)).toEqual([metadata.component['bom-ref'], ...refs]);
});

test('the same lock file gives the same bytes', () => {
  expect(write()).toBe(write());
});
