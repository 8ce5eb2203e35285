// The walls: architecture.json says what each room may import, and every import of src is held against it, types included.

import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from '../support/peerproof-process.ts';

/** What the files of a room may import beside each other. */
type Wall = {
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
  readonly node: readonly string[];
};

type Import = { readonly file: string; readonly specifier: string };

const walls = JSON.parse(readFileSync(join(repository, 'architecture.json'), 'utf8')) as Readonly<Record<string, Wall>>;
const files = globSync('src/**/*.ts', { cwd: repository }).toSorted();
const imports = files.flatMap((file) => specifiersOf(file).map((specifier) => ({ file, specifier })));

/** Every static import, every re-export and every `import()`. */
function specifiersOf(file: string): readonly string[] {
  const text = readFileSync(join(repository, file), 'utf8');
  const found = text.matchAll(/^(?:import|export)\b[^;]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm);
  return [...found].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '');
}

/** The directory of a file below src; '.' is src itself. */
function roomOf(file: string): string {
  const room = dirname(file);
  return room === 'src' ? '.' : room.slice('src/'.length);
}

function targetOf({ file, specifier }: Import): string {
  return normalize(join(dirname(file), specifier));
}

type Need = { readonly kind: keyof Wall; readonly name: string };

/** What a wall has to allow for an import; `undefined` for a file of the same room. */
function needOf(one: Import): Need | undefined {
  const { file, specifier } = one;
  if (specifier.startsWith('node:')) return { kind: 'node', name: specifier.slice('node:'.length) };
  if (!specifier.startsWith('.')) return { kind: 'packages', name: specifier };
  const target = targetOf(one);
  const name = target.startsWith('src/') ? roomOf(target) : target;
  return name === roomOf(file) ? undefined : { kind: 'rooms', name };
}

function needsOf(room: string): readonly Need[] {
  return imports
    .filter(({ file }) => roomOf(file) === room)
    .map(needOf)
    .filter((need) => need !== undefined);
}

function allows(wall: Wall | undefined, { kind, name }: Need): boolean {
  return wall?.[kind].includes(name) === true;
}

describe('architecture.json', () => {
  it('has a wall for each room of src, and for nothing else', () => {
    expect(Object.keys(walls).toSorted()).toEqual([...new Set(files.map(roomOf))].toSorted());
  });

  it.each(Object.entries(walls))('allows %s what it imports, and nothing that it does not', (room, wall) => {
    const needs = needsOf(room);
    expect(needs.filter((need) => !allows(wall, need))).toEqual([]);
    const unused = (['rooms', 'packages', 'node'] as const).flatMap((kind) =>
      wall[kind].filter((name) => !needs.some((need) => need.kind === kind && need.name === name)),
    );
    expect(unused).toEqual([]);
  });

  it.each(Object.entries(walls).filter(([room]) => /^(?:model|resolve|evaluate|explain)\b/.test(room)))(
    'allows %s nothing that reads or writes',
    (_room, { node, packages }) => {
      expect(node).toEqual([]);
      expect(packages.filter((name) => name !== 'yaml')).toEqual([]);
    },
  );

  it('allows no room to start a program, or to load what no wall sees', () => {
    const named = Object.values(walls).flatMap(({ node }) => node);
    expect(named.filter((name) => ['child_process', 'cluster', 'module', 'vm'].includes(name))).toEqual([]);
  });
});

describe('the imports of src', () => {
  it('name a module of Node.js by its prefix, so that walls tell it from a package', () => {
    expect(imports.filter(({ specifier }) => builtinModules.includes(specifier))).toEqual([]);
  });

  it('never lead to the door', () => {
    expect(imports.filter((one) => targetOf(one) === 'src/main.ts')).toEqual([]);
  });

  it('make no circle, types included', () => {
    const known = new Set(files);
    let left = imports.map((one) => ({ from: one.file, to: targetOf(one) })).filter(({ to }) => known.has(to));
    // An arrow is part of no circle when nothing goes on from where it leads, or nothing leads to where it begins.
    for (let before = -1; before !== left.length;) {
      before = left.length;
      const [starts, ends] = [new Set(left.map(({ from }) => from)), new Set(left.map(({ to }) => to))];
      left = left.filter(({ from, to }) => starts.has(to) && ends.has(from));
    }
    expect(left).toEqual([]);
  });

  it('draw at most 45 arrows between the rooms right below src', () => {
    const arrows = imports.flatMap((one) => {
      const need = needOf(one);
      const [from, to] = [roomOf(one.file), need?.kind === 'rooms' ? need.name : '.'].map(
        (room) => room.split('/')[0] ?? '',
      );
      return from === to || to === '.' ? [] : [`${from} → ${to}`];
    });
    expect(new Set(arrows).size).toBeLessThanOrEqual(45);
  });
});
