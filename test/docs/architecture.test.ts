import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from '../peerproof-process.ts';
import { quoted, readPage, tableRows } from './page.ts';

type Pattern = { readonly regex?: string; readonly group?: readonly string[] };
type Restriction = readonly [string, { readonly patterns: readonly Pattern[] }];
type Override = {
  readonly files: readonly string[];
  readonly rules: { readonly 'no-restricted-imports'?: Restriction };
};

const page = readPage('docs/architecture.md');
const { overrides } = JSON.parse(readPage('.oxlintrc.json')) as { readonly overrides: readonly Override[] };
const { dependencies } = JSON.parse(readPage('package.json')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};
const sources = globSync('src/**/*.ts', { cwd: repository });
const walls = tableRows(page, ['room', 'other rooms', 'packages', "Node.js' modules"]);

function named(head: readonly string[]): readonly string[] {
  return tableRows(page, head).flatMap(([first = '']) => quoted(first));
}

/** What the wall of a room keeps out. */
function isBlocked(room: string, specifier: string): boolean {
  const wall = overrides.find(({ files }) => files.includes(`src/${room}/*.ts`));
  const patterns = wall?.rules['no-restricted-imports']?.[1].patterns;
  if (patterns === undefined) throw new Error(`No wall around ${room}`);
  return patterns.some(({ regex, group = [] }) =>
    regex === undefined ? isInGroup(specifier, group) : new RegExp(regex).test(specifier),
  );
}

function isInGroup(specifier: string, group: readonly string[]): boolean {
  const matches = (pattern: string): boolean => specifier.startsWith(pattern.replace(/\*\*$/, ''));
  const exceptions = group.filter((one) => one.startsWith('!')).map((one) => one.slice(1));
  return group.some((one) => !one.startsWith('!') && matches(one)) && !exceptions.some(matches);
}

/** The room of a file by the page's table, the innermost that there is. */
function roomOf(file: string): string | undefined {
  const rooms = walls
    .flatMap(([room = '']) => quoted(room))
    .filter((room) => file.startsWith(`src/${room}/`));
  return rooms.toSorted((a, b) => b.length - a.length)[0];
}

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(repository, file), 'utf8');
  const found = text.matchAll(/^(?:import|export)\b[^;]*?from '([^']+)'|\bimport\('([^']+)'\)/gm);
  return [...found].map(([, from, dynamic]) => from ?? dynamic ?? '');
}

describe('docs/architecture.md', () => {
  it('names each directory of src, and no other', () => {
    const real = new Set(sources.map((file) => `${dirname(file)}/`));
    real.delete('src/');
    expect(named(['room', 'what belongs there']).toSorted()).toEqual([...real].toSorted());
  });

  it('names each file right below src, and no other', () => {
    const real = globSync('*.ts', { cwd: join(repository, 'src') });
    expect(named(['file in `src/`', 'what it does']).toSorted()).toEqual(real.toSorted());
  });

  it('names no file that does not exist', () => {
    const files = quoted(page).filter((text) => /^(?:src|test)\/.*\.ts$/.test(text));
    expect(files.length).toBeGreaterThan(15);
    expect(files.filter((file) => !existsSync(join(repository, file)))).toEqual([]);
  });

  it.each(tableRows(page, ['what', 'how long', 'where']))(
    'has of "%s" the number in the code',
    (...cells) => {
      const text = readPage(quoted(cells[2] ?? '')[0] ?? '');
      expect(quoted(cells[1] ?? '').filter((value) => !text.includes(value))).toEqual([]);
      expect(quoted(cells[1] ?? '')).not.toEqual([]);
    },
  );
});

describe.each(walls)('the wall around %s', (cell = '', rooms = '', packages = '', modules = '') => {
  const room = quoted(cell)[0] ?? '';
  const up = room
    .split('/')
    .map(() => '..')
    .join('/');

  it('lets through the rooms that the page names', () => {
    const outside = sources.filter((file) => !file.startsWith(`src/${room}/`) && file.split('/').length > 2);
    const open = outside.filter((file) => !isBlocked(room, `${up}/${file.slice('src/'.length)}`));
    const allowed = quoted(rooms);
    const wanted = outside.filter((file) =>
      allowed.some((one) => file === `src/${one}` || file.startsWith(`src/${one}/`)),
    );
    expect(open).toEqual(wanted);
  });

  it('lets through the packages that the page names', () => {
    const open = Object.keys(dependencies).filter((name) => !isBlocked(room, name));
    expect(open).toEqual(packages === 'all' ? Object.keys(dependencies) : quoted(packages));
  });

  it("lets through Node.js' modules as the page says", () => {
    const open = ['node:fs', 'node:net', 'node:path', 'node:child_process'].filter(
      (one) => !isBlocked(room, one),
    );
    const wanted = modules.startsWith('all') ? ['node:fs', 'node:net', 'node:path'] : quoted(modules);
    expect(open).toEqual(wanted);
  });

  it('is kept by every file, also where no linter looks', () => {
    const own = sources.filter((file) => roomOf(file) === room);
    const foreign = own.flatMap((file) =>
      importsOf(file)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => normalize(join(dirname(file), specifier)))
        .filter((target) => !target.startsWith(`src/${room}/`)),
    );
    const allowed = quoted(rooms);
    expect(own.length).toBeGreaterThan(0);
    expect(
      foreign.filter(
        (file) => !allowed.some((one) => file === `src/${one}` || file.startsWith(`src/${one}/`)),
      ),
    ).toEqual([]);
  });
});

it('there is a wall around each room', () => {
  expect(sources.filter((file) => file.split('/').length > 2 && roomOf(file) === undefined)).toEqual([]);
  expect(walls.length).toBeGreaterThan(6);
});
