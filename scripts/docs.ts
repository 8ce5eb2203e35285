// `make docs`: writes the generated parts of the pages, and lists the changed pages.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fill, pages, readPage } from './docs/parts.ts';
import { sections } from './docs/sections.ts';
import { repository } from './production-tree.ts';

for (const page of pages()) {
  const before = readPage(page);
  const after = fill(before, sections);
  if (after === before) continue;
  writeFileSync(join(repository, page), after);
  console.log(page);
}
