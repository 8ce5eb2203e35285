// `make fuzz` for three seconds, as a process.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cannot } from '../faults/abilities.ts';
import { node, repository } from '../peerproof-process.ts';
import { hasRequiredTools } from './required-tools.ts';

const isUnable = !hasRequiredTools('etcd', 'openssl', 'setpriv') || cannot('make process namespaces');

describe.skipIf(isUnable)('make fuzz', () => {
  test('tries hostile inputs with a seed that it tells, and counts them', () => {
    const words = [join(repository, 'test/fuzz/main.ts'), '--seed=1', '--minutes=0.05'];
    const output = execFileSync(node, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    expect(output).toContain('again with: make fuzz ARGS="--seed=1 --minutes=0.05"');
    const counted = [...output.matchAll(/^(.+): \d+ inputs, \d+ s, 0 failures/gm)].map(([, what]) => what);
    expect(counted.length).toBeGreaterThan(2);
    expect(output).toMatch(/^\d+ inputs in \d+ s, 0 failures \(seed 1\)$/m);
  });
});
