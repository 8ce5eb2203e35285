// The text on the packages that the program needs when it runs, from package-lock.json.

import packageJson from '../../package.json' with { type: 'json' };
import { directDependencies, type LockedPackage, type LockFile, productionTree } from '../production-tree.ts';
import { code, table, wrapped } from './markdown.ts';

/** The purpose of each dependency. A new dependency without a purpose does not compile. */
const purposes: Readonly<Record<keyof (typeof packageJson)['dependencies'], string>> = {
  bcryptjs: 'passwords of the web configuration',
  chokidar: 'the hint that a manifest changed',
  commander: 'the command line: options, help, the word that a mistyped one resembles',
  fastify: 'the HTTP servers',
  'prom-client': 'metrics and their text format',
  yaml: 'YAML 1.1 as the kubelet reads it, with positions',
};

export function packagesText(lockFile: LockFile): string {
  const tree = productionTree(lockFile);
  const named = tree.filter(({ path }) => directDependencies(lockFile).includes(path));
  const brought = tree.filter((locked) => !named.includes(locked));
  const rows = named.map(({ path, name, version, license = '' }) => [
    `${code(name)} ${version}`,
    license,
    `${broughtBy(tree, path).size}`,
    purposes[name as keyof typeof purposes],
  ]);
  return [
    wrapped(
      `The program needs **${tree.length} packages** when it runs: ${named.length} that \`package.json\` names, and ${brought.length} that these bring along.`,
    ),
    table(['package', 'licence', 'brings', 'purpose'], rows),
    wrapped(`Licences: ${counted(tree.map(({ license = 'none' }) => license))}.`),
    wrapped(`Brought along: ${counted(brought.map(({ name }) => code(name)))}.`),
  ].join('\n\n');
}

/** Finds the paths of the packages that a package brings along. */
function broughtBy(tree: readonly LockedPackage[], path: string, found = new Set<string>()): ReadonlySet<string> {
  for (const needed of tree.find((locked) => locked.path === path)?.needs ?? []) {
    if (found.has(needed)) continue;
    found.add(needed);
    broughtBy(tree, needed, found);
  }
  return found;
}

/** Lists each text once, in order, with its number if it appears more than once. */
function counted(texts: readonly string[]): string {
  return [...Map.groupBy(texts.toSorted(), (text) => text)]
    .map(([text, { length }]) => (length === 1 ? text : `${text} (${length})`))
    .join(', ');
}
