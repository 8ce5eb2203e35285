// The generated parts of a page: what stands between `<!-- generated: NAME -->` and `<!-- end -->`.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../production-tree.ts';

/** The text of each generated part by its name; made when asked for. */
export type Sections = Readonly<Record<string, () => string>>;

const partPattern = /^<!-- generated: (\S+) -->\n[^]*?^<!-- end -->$/gm;

/** Every page that may have generated parts, relative to the repository. */
export function pages(): readonly string[] {
  return globSync(['*.md', '{docs,manifests,bench}/**/*.md', 'test/fixtures/*.md'], {
    cwd: repository,
  }).toSorted();
}

export function readPage(page: string): string {
  return readFileSync(join(repository, page), 'utf8');
}

/** The names of a page's parts, in its order. */
export function partsOf(text: string): readonly string[] {
  return [...text.matchAll(partPattern)].map(([, name = '']) => name);
}

/** The page with its parts written anew. Throws on a name that is no section's. */
export function fill(text: string, sections: Sections): string {
  return text.replace(partPattern, (_, name: string) => {
    const section = sections[name];
    if (section === undefined) throw new Error(`There is no section "${name}"`);
    return `<!-- generated: ${name} -->\n\n${section()}\n\n<!-- end -->`;
  });
}
