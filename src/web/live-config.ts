// The web configuration as its file has it at this moment.

import { dirname } from 'node:path';
import { parseWebConfig, type WebConfig } from './config/web-config.ts';
import { WebConfigError } from './config/web-config-error.ts';
import { readSmallFile } from './small-file.ts';

/** What the file says now, or why it cannot be had. */
type Current =
  | { readonly ok: true; readonly config: WebConfig }
  | { readonly ok: false; readonly problem: string };

export type LiveConfig = {
  readonly first: WebConfig;
  /** Reads the file; the same object again as long as the file says the same. */
  readonly current: () => Current;
};

/** Throws when the file is not what it should be now. What it becomes later is told by `current`. */
export function openLiveConfig(path: string, empty: WebConfig): LiveConfig {
  const directory = dirname(path);
  let seen = readAtStart(path);
  const first = parseWebConfig(seen, directory) ?? empty;
  let current: Current = { ok: true, config: first };
  let trouble: string | undefined;
  return {
    first,
    current: () => {
      try {
        const text = readSmallFile(path);
        if (text === seen && trouble === undefined) return current;
        seen = text;
        trouble = undefined;
        current = judge(text, directory, first);
      } catch (error) {
        const problem = describe(error);
        if (problem !== trouble) current = { ok: false, problem };
        trouble = problem;
      }
      return current;
    },
  };
}

function readAtStart(path: string): string {
  try {
    return readSmallFile(path);
  } catch (error) {
    throw new WebConfigError('a readable YAML file', describe(error));
  }
}

function judge(text: string, directory: string, first: WebConfig): Current {
  try {
    const config = parseWebConfig(text, directory);
    // An editor that writes in place empties it first: only `{}` takes a protection away.
    if (config === undefined) return { ok: false, problem: 'it is empty; {} would ask for nothing' };
    if ((config.tls === undefined) === (first.tls === undefined)) return { ok: true, config };
    const change = config.tls === undefined ? 'off' : 'on';
    return { ok: false, problem: `TLS is only turned ${change} by a restart` };
  } catch (error) {
    return { ok: false, problem: describe(error) };
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
