// The generated sections of the pages, by the names in their markers.

import { knownDirectories } from '../../src/observe/files/manifest-directories.ts';
import { readLockFile } from '../production-tree.ts';
import { goldenNodesTable, readGoldenNodes } from './golden-nodes.ts';
import { code } from './markdown.ts';
import { metricsTable, sourceErrorsTable } from './metrics.ts';
import { optionsTable } from './options-table.ts';
import { packagesText } from './packages.ts';
import type { Sections } from './parts.ts';
import { reasonsText } from './reasons.ts';
import { rulesTable } from './rules.ts';

export const sections: Sections = {
  'golden-nodes': () => goldenNodesTable(readGoldenNodes()),
  metrics: metricsTable,
  options: optionsTable,
  packages: () => packagesText(readLockFile()),
  reasons: reasonsText,
  rules: rulesTable,
  'source-errors': sourceErrorsTable,
  'static-pod-directories': () => knownDirectories.map((path) => `- ${code(path)}`).join('\n'),
};
