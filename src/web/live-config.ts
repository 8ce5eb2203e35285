// The web configuration of a file, which may change at any time.

import { isDeepStrictEqual } from 'node:util';
import { dirname } from 'node:path';
import { attempt, fail, ok, type Result } from '../model/result.ts';
import { emptyWebConfig, parseWebConfig, type WebConfig } from './config/web-config.ts';
import { WebConfigError } from './config/document.ts';
import { readSmallFile } from './small-file.ts';

export type LiveConfig = {
  readonly first: WebConfig;
  /** Reads the file again. Returns the same object while its text is the same; fails with a message. */
  readonly current: () => Result<WebConfig, string>;
};

/** Throws a WebConfigError when the file is unreadable or invalid at the start. */
export function openLiveConfig(path: string): LiveConfig {
  const directory = dirname(path);
  let text = attempt(() => readSmallFile(path));
  if (!text.ok) throw new WebConfigError('a readable YAML file', text.error);
  const first = parseWebConfig(text.value, directory) ?? emptyWebConfig;
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
  // An editor that writes in place empties the file first, so only `{}` removes protection.
  if (parsed.value === undefined) return fail('it is empty; {} would ask for nothing');
  const { tls } = parsed.value;
  if ((tls === undefined) === (first.tls === undefined)) return ok(parsed.value);
  return fail(`TLS is only turned ${tls === undefined ? 'off' : 'on'} by a restart`);
}
