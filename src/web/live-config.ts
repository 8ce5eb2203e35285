// The web configuration of a file that may change at any moment.

import { isDeepStrictEqual } from 'node:util';
import { dirname } from 'node:path';
import { attempt, fail, ok, type Result } from '../model/result.ts';
import { parseWebConfig, type WebConfig } from './config/web-config.ts';
import { WebConfigError } from './config/web-config-error.ts';
import { readSmallFile } from './small-file.ts';

export type LiveConfig = {
  readonly first: WebConfig;
  /** Reads the file; the same object again as long as its text is the same. Fails with the problem, in words. */
  readonly current: () => Result<WebConfig, string>;
};

/** Throws a WebConfigError when the file is not what it should be at the start. */
export function openLiveConfig(path: string, empty: WebConfig): LiveConfig {
  const directory = dirname(path);
  let text = attempt(() => readSmallFile(path));
  if (!text.ok) throw new WebConfigError('a readable YAML file', text.error);
  const first = parseWebConfig(text.value, directory) ?? empty;
  let current: Result<WebConfig, string> = ok(first);
  return {
    first,
    current: () => {
      const next = attempt(() => readSmallFile(path));
      if (isDeepStrictEqual(next, text)) return current;
      text = next;
      current = next.ok ? parseChange(next.value, directory, first) : next;
      return current;
    },
  };
}

function parseChange(text: string, directory: string, first: WebConfig): Result<WebConfig, string> {
  const parsed = attempt(() => parseWebConfig(text, directory));
  if (!parsed.ok) return parsed;
  // An editor that writes in place empties the file first: only `{}` takes a protection away.
  if (parsed.value === undefined) return fail('it is empty; {} would ask for nothing');
  const { tls } = parsed.value;
  if ((tls === undefined) === (first.tls === undefined)) return ok(parsed.value);
  return fail(`TLS is only turned ${tls === undefined ? 'off' : 'on'} by a restart`);
}
