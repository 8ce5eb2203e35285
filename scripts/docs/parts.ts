// The generated parts of a page, between `<!-- generated: NAME -->` and `<!-- end -->`.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../production-tree.ts';

/** Functions that make the text of each generated part, by its name. */
export type Sections = Readonly<Record<string, () => string>>;

const partPattern = /^<!-- generated: (\S+) -->\n[^]*?^<!-- end -->$/gm;

/** Lists the pages that may have generated parts, relative to the repository. */
export function pages(): readonly string[] {
  return globSync(['*.md', '{docs,manifests,bench}/**/*.md', 'test/fixtures/*.md'], {
    cwd: repository,
  }).toSorted();
}

export function readPage(page: string): string {
  return readFileSync(join(repository, page), 'utf8');
}

/** Lists the names of the parts, in the order of the page. */
export function partsOf(text: string): readonly string[] {
  return [...text.matchAll(partPattern)].map(([, name = '']) => name);
}

/** Writes the parts of a page anew. Throws for an unknown name. */
export function fill(text: string, sections: Sections): string {
  return text.replace(partPattern, (_, name: string) => {
    const section = sections[name];
    if (section === undefined) throw new Error(`There is no section "${name}"`);
    return `<!-- generated: ${name} -->\n\n${section()}\n\n<!-- end -->`;
  });
}
