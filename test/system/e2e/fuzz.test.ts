// The first round of `make fuzz`, as a process.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cannot } from '../../support/faults/abilities.ts';
import { node, repository } from '../../support/peerproof-process.ts';
import { etcdVersions } from '../../support/e2e/etcd-versions.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { targets } from '../fuzz/targets.ts';

const isUnable = !hasRequiredTools('etcd', 'openssl', 'setpriv') || cannot('make process namespaces');

describe.skipIf(isUnable)('make fuzz', () => {
  test('tries hostile inputs with a seed that it tells, and counts them', () => {
    const words = [join(repository, 'test/system/fuzz/main.ts'), '--seed=1', '--minutes=0.01'];
    const output = execFileSync(node, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    expect(output).toContain('again with: make fuzz ARGS="--seed=1 --minutes=0.01"');
    const counted = [...output.matchAll(/^(.+): \d+ inputs, \d+ s, 0 failures/gm)].map(([, what]) => what);
    expect(counted).toEqual([
      ...targets(0).map(({ name }) => name),
      ...etcdVersions().map(({ version }) => `configurations beside etcd ${version}`),
    ]);
    expect(output).toMatch(/^\d+ inputs in \d+ s, 0 failures \(seed 1\)$/m);
  });
});
