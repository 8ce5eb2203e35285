// Half a minute of `make soak`: too short to see a line, long enough to see whether everything is given back.

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { node, repository } from '../../support/peerproof-process.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { record } from '../../support/e2e/measurements.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';

type Results = {
  readonly rows: readonly { readonly what: string; readonly value: number }[];
  readonly samples: readonly {
    readonly descriptors: number;
    readonly rss: number;
    readonly threads: number;
  }[];
  readonly before: { readonly liveHeap: number };
  readonly after: { readonly liveHeap: number };
};

const mayFork = spawnSync('unshare', ['--pid', '--fork', '--mount-proc', '--kill-child', 'true']).status === 0;

describe.skipIf(!mayFork || !hasRequiredTools('openssl'))('an agent among everything that moves', () => {
  beforeAll(() => execFileSync(node, [join(repository, 'scripts/bundle.ts')], { cwd: repository }));

  test('gives back descriptors, timers, watches and series when all is quiet again', () => {
    const file = join(temporaryDirectory(), 'soak.json');
    const words = [join(repository, 'bench/soak.ts'), '--minutes=0.4', `--json=${file}`];
    // Whether half a minute looks flat is not asked here: exit code 1 says only that.
    const { status } = spawnSync(node, words, {
      stdio: ['ignore', 'ignore', 'inherit'],
      encoding: 'utf8',
      timeout: 300_000,
    });
    expect([0, 1]).toContain(status);
    const { rows, samples, before, after } = JSON.parse(readFileSync(file, 'utf8')) as Results;
    const value = (what: string): number => rows.find((one) => one.what === what)?.value ?? Number.NaN;
    for (const what of ['manifest changes', 'etcd processes', 'requests', 'conversations of the wire probe'])
      expect(value(what)).toBeGreaterThan(50);
    for (const what of ['descriptors', 'timers, sockets, watchers', 'inotify watches', 'series'])
      expect(value(`${what} left when all is quiet again`)).toBeLessThanOrEqual(0);
    expect(Math.max(...samples.map(({ descriptors }) => descriptors))).toBeLessThan(150);
    expect(Math.max(...samples.map(({ threads }) => threads))).toBeLessThan(20);
    expect(Math.max(...samples.map(({ rss }) => rss))).toBeLessThan(250);
    expect(after.liveHeap - before.liveHeap).toBeLessThan(15);
    record('a soak of 24 s', {
      assessments: value('assessments'),
      'live heap before, MiB': before.liveHeap,
      'live heap after, MiB': after.liveHeap,
    });
  });
});
