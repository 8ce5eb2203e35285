// `peerproof config` in this process: the whole command but the door.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { config } from '../../src/commands/config.ts';
import { plainStyle } from '../../src/publish/reports/table-style.ts';
import { optionsOf } from './parsed-options.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** A file with this content. */
export function fileOf(content: string | Uint8Array, name = 'etcd.yaml'): string {
  const path = join(temporaryDirectory(), name);
  writeFileSync(path, content);
  return path;
}

type JsonFinding = {
  readonly member: string;
  readonly source: string;
  readonly status: string;
  readonly reasons: readonly string[];
  readonly evidence: { readonly location: string; readonly details: readonly string[] };
};

export type Judged = {
  readonly code: number;
  readonly warned: string;
  /** By control. */
  readonly statuses: Readonly<Record<string, string>>;
  /** Of all rules, each once. */
  readonly reasons: readonly string[];
  /** What the first rule says of each file. */
  readonly findings: readonly JsonFinding[];
};

/** `words` are those after `peerproof config`. */
export async function judgedConfig(...words: readonly string[]): Promise<Judged> {
  let [text, warned] = ['', ''];
  const options = optionsOf('config', ['--output=json', ...words]);
  const code = await config(options, '1.2.3', {
    write: (part) => {
      text += part;
    },
    warn: (part) => {
      warned += part;
    },
    style: plainStyle,
    progress: () => () => {},
    onHang: () => {},
  });
  const { rules } = JSON.parse(text) as {
    readonly rules: readonly {
      readonly control: string;
      readonly status: string;
      readonly reasons: readonly string[];
      readonly findings: readonly JsonFinding[];
    }[];
  };
  return {
    code,
    warned,
    statuses: Object.fromEntries(rules.map(({ control, status }) => [control, status])),
    reasons: [...new Set(rules.flatMap(({ reasons }) => reasons))],
    findings: rules[0]?.findings ?? [],
  };
}
