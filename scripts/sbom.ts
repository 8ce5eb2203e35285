// `make sbom`: the packages of the bundle as CycloneDX, from package-lock.json alone. The same lock file gives the same bytes.
// (`npm sbom --omit=dev` leaves out packages that development tools want as well, yaml among them.)

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { directDependencies, type LockedPackage, productionTree, readLockFile, repository } from './production-tree.ts';

const { values } = parseArgs({ options: { output: { type: 'string', default: 'dist/sbom.cdx.json' } } });
const program = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
};
const lockFile = readLockFile();
const tree = productionTree(lockFile);
const purls = new Map(tree.map((locked) => [locked.path, purlOf(locked)]));
const programPurl = purlOf(program);

const bom = {
  $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: {
    lifecycles: [{ phase: 'build' }],
    component: {
      type: 'application',
      'bom-ref': programPurl,
      name: program.name,
      version: program.version,
      description: program.description,
      licenses: [{ license: { id: program.license } }],
      purl: programPurl,
    },
  },
  components: tree.map(component),
  dependencies: [
    { ref: programPurl, dependsOn: refs(directDependencies(lockFile)) },
    ...tree.map((locked) => ({ ref: purlOf(locked), dependsOn: refs(locked.needs) })),
  ],
};
const output = join(repository, values.output);
mkdirSync(join(output, '..'), { recursive: true });
writeFileSync(output, `${JSON.stringify(bom, null, 2)}\n`);
console.log(`${values.output}: ${program.name} ${program.version} with ${tree.length} packages`);

function component(locked: LockedPackage): object {
  const [scope, name = scope] = locked.name.startsWith('@') ? locked.name.split('/') : [undefined, locked.name];
  return {
    type: 'library',
    'bom-ref': purlOf(locked),
    ...(scope === undefined ? {} : { group: scope }),
    name,
    version: locked.version,
    scope: 'required',
    hashes: [{ alg: 'SHA-512', content: sha512Of(locked) }],
    licenses: [{ license: { id: locked.license } }],
    purl: purlOf(locked),
  };
}

function purlOf({ name, version }: { readonly name: string; readonly version: string }): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

function refs(paths: readonly string[]): readonly string[] {
  return paths.map((path) => purls.get(path) ?? path).toSorted();
}

function sha512Of({ path, integrity }: LockedPackage): string {
  const [, base64] = /^sha512-([\w+/]+=*)$/.exec(integrity ?? '') ?? [];
  if (base64 === undefined) throw new Error(`package-lock.json has no sha512 for ${path}`);
  return Buffer.from(base64, 'base64').toString('hex');
}
