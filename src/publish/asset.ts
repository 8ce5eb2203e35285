// Texts of the directory assets. The bundle holds them in place of this file, since the image grants no reading beside it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const directory = join(import.meta.dirname, '../../assets');

export function asset(name: 'page.css' | 'page.js'): string {
  return readFileSync(join(directory, name), 'utf8');
}
