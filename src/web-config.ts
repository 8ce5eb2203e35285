// --web.config.file: only checked for now. A file that asks for protection must not be served without it.

import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { OptionError } from './option-values.ts';

/** Throws an OptionError unless the file asks for nothing: what it asks for is not there yet. */
export async function refuseUnsupportedWebConfig(path: string | undefined): Promise<void> {
  if (path === undefined) return;
  const expected = 'a readable, empty file (TLS and authentication are not supported by this version)';
  let content: unknown;
  try {
    content = parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new OptionError(
      '--web.config.file',
      expected,
      `${path}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const isEmpty = content === null || (typeof content === 'object' && Object.keys(content).length === 0);
  if (!isEmpty) throw new OptionError('--web.config.file', expected, `${path} with settings`);
}
