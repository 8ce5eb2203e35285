// The packages that the program needs when it runs, found in package-lock.json as Node.js resolves them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type LockedPackage = {
  /** The path of the installation, such as `node_modules/ajv/node_modules/fast-uri`. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly license: string | undefined;
  readonly integrity: string | undefined;
  readonly hasInstallScript: boolean;
  /** Paths of the packages that it needs. */
  readonly needs: readonly string[];
};

type LockEntry = {
  readonly version: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};
export type LockFile = { readonly packages: Readonly<Record<string, LockEntry>> };

export const repository = join(import.meta.dirname, '..');

export function readLockFile(): LockFile {
  return JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')) as LockFile;
}

/** Returns the packages sorted by path. Throws when the lock file lacks a needed package. */
export function productionTree({ packages }: LockFile): readonly LockedPackage[] {
  const found = new Map<string, LockedPackage>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    const entry = packages[path];
    if (entry === undefined) throw new Error(`package-lock.json lacks ${path}`);
    const needs = neededBy(packages, path);
    found.set(path, {
      path,
      name: path.replace(/^.*node_modules\//, ''),
      version: entry.version,
      license: entry.license,
      integrity: entry.integrity,
      hasInstallScript: entry.hasInstallScript === true,
      needs,
    });
    for (const needed of needs) visit(needed);
  };
  for (const path of directDependencies({ packages })) visit(path);
  return [...found.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

export function directDependencies({ packages }: LockFile): readonly string[] {
  return neededBy(packages, '');
}

function neededBy(packages: LockFile['packages'], path: string): readonly string[] {
  const { dependencies = {}, optionalDependencies = {} } = packages[path] ?? {};
  return Object.keys({ ...dependencies, ...optionalDependencies }).map((name) => {
    for (let base = path; ; base = base.replace(/\/?node_modules\/(?:@[^/]+\/)?[^/]+$/, '')) {
      const candidate = `${base === '' ? '' : `${base}/`}node_modules/${name}`;
      if (packages[candidate] !== undefined) return candidate;
      if (base === '') throw new Error(`package-lock.json lacks ${name}, which ${path} needs`);
    }
  });
}
