// The page's style sheet and script. The bundle holds their texts in place of this file, and reads none.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const directory = join(import.meta.dirname, 'browser');

export const style = readFileSync(join(directory, 'page.css'), 'utf8');
export const script = readFileSync(join(directory, 'page.js'), 'utf8');
