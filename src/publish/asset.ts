// Texts of the directory assets. The bundle inlines them, since the image permits reading no other file.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const directory = join(import.meta.dirname, '../../assets');

/** Reads an asset. Throws when it is missing. */
export function asset(name: 'page.css' | 'page.js' | `completion.${'bash' | 'fish' | 'zsh'}`): string {
  return readFileSync(join(directory, name), 'utf8');
}
