// The packaged unit: what systemd's own checks say of it. What it is like to run in it: test/system/e2e/systemd-unit.test.ts.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { node, repository } from '../../support/peerproof-process.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const unitFile = join(repository, 'manifests/systemd/peerproof.service');
const unit = readFileSync(unitFile, 'utf8');
const hasAnalyze = hasRequiredTools('systemd-analyze');

describe.skipIf(!hasAnalyze)('the unit file', () => {
  test('has no mistake that systemd knows', () => {
    const file = join(temporaryDirectory(), 'peerproof.service');
    // The program is not installed here; everything else stays as it is.
    writeFileSync(file, unit.replaceAll('/usr/local/lib/peerproof/node', node));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('leaves an exposure of at most 2.5 of 10', () => {
    const words = ['security', '--offline=true', '--no-pager', '--threshold=25', unitFile];
    const { status, stdout } = spawnSync('systemd-analyze', words, { encoding: 'utf8' });
    expect(stdout).toMatch(/Overall exposure level for peerproof\.service: \d\.\d OK/);
    expect(status).toBe(0);
  });
});

test('the sandbox of Node.js is as tight as in the image', () => {
  const [, command = ''] = /^ExecStart=(.*)$/m.exec(unit) ?? [];
  expect(command).toContain(' --permission ');
  const allowed = [...command.matchAll(/--allow-([\w-]+)=(\S+)/g)].map(([, what, where]) => [what, where]);
  expect(allowed).toEqual(
    ['/usr/local/lib/peerproof/*', '/etc/*', '/var/*', '/proc/*'].map((path) => ['fs-read', path]),
  );
});

test('MemoryDenyWriteExecute is left out, since Node.js does not start with it', () => {
  expect(unit).not.toMatch(/^MemoryDenyWriteExecute/m);
});
