import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { columns } from '../../../src/publish/reports/wrapped-text.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { etcdPod } from '../../support/etcd-pod.ts';
import { materialiseNode } from '../../fixtures/make-proc.ts';
import { hostTree, manifestPath } from '../../support/host-tree.ts';
import { repository, runPeerproof } from '../../support/peerproof-process.ts';
import { onTerminal } from '../../support/pseudo-terminal.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const escape = '\u001B';
const coloured = new RegExp(String.raw`${escape}\[1;3\dm([^${escape}]*)${escape}\[0m`, 'g');

/** The words of `check` on a node that fails. */
function checkWords(): readonly string[] {
  const rootfs = join(temporaryDirectory(), 'rootfs');
  materialiseNode(join(repository, 'test/fixtures/nodes/text-check-fooled'), rootfs);
  return ['check', `--path.rootfs=${rootfs}`, '--node-name=cp-1'];
}

function withoutColours(text: string): string {
  return text.replaceAll(coloured, '$1');
}

/** Lines that are too long although they could be broken. */
function overlong(text: string, width: number): readonly string[] {
  const long = withoutColours(text)
    .split('\n')
    .filter((line) => columns(line) > width);
  return long.filter((line) => line.trim().includes(' '));
}

describe.skipIf(!hasRequiredTools('script'))('on a terminal', () => {
  test.each([
    [40, 40],
    [60, 60],
    [100, 100],
    [120, 120],
    [300, 120],
    [20, 40],
    [0, 80],
  ])('of %i columns the report takes %i, and no status is broken', async (real, width) => {
    const { code, text } = await onTerminal(checkWords(), { columns: real });
    expect(code).toBe(1);
    expect(overlong(text, width)).toEqual([]);
    expect(Math.max(...withoutColours(text).split('\n').map(columns))).toBeGreaterThan(width - 15);
    const statuses = [...text.matchAll(coloured)].map(([, status = '']) => status.trim());
    expect(new Set(statuses)).toEqual(new Set(['✗ FAIL', '✗ fail']));
    expect(withoutColours(text)).not.toContain(escape);
  });

  test.each<[string, Readonly<Record<string, string>>, boolean, boolean]>([
    ['NO_COLOR', { NO_COLOR: '1' }, false, true],
    ['an empty NO_COLOR', { NO_COLOR: '' }, true, true],
    ['TERM=dumb', { TERM: 'dumb' }, false, false],
    ['a locale that is not UTF-8', { LANG: 'C' }, true, false],
    ['LC_ALL before LANG', { LC_ALL: 'POSIX', LANG: 'de_DE.UTF-8' }, true, false],
    ['LC_CTYPE before LANG', { LC_CTYPE: 'en_US.utf8', LANG: 'C' }, true, true],
  ])('with %s the colours and symbols are as that says', async (_what, environment, colours, symbols) => {
    const { text } = await onTerminal(checkWords(), { columns: 80, environment });
    expect({ colours: text.includes(escape), symbols: text.includes('✗') }).toEqual({ colours, symbols });
    expect(withoutColours(text)).toMatch(symbols ? /^✗ FAIL {10}2\.4 /m : /^FAIL {12}2\.4 /m);
  });

  test.each([40, 63, 80])('of %i columns, wide and unseen characters break nothing', async (width) => {
    const host = hostTree();
    const name = '名前ノード🚀'.repeat(3);
    host.write(`${manifestPath}/etcd.yaml`, etcdPod(`"--name=${name} ${name} \\u202E\\u001B[31m${name}"`));
    const words = ['check', `--path.rootfs=${host.rootfs}`, '--output=table'];
    const { code, text } = await onTerminal(words, { columns: width });
    expect(code).toBe(0);
    expect(text).toContain(`\uFFFD\uFFFD[31m${name}`);
    expect(overlong(text, width)).toEqual([]);
    expect([...text.matchAll(coloured)].map(([, status = '']) => status.trim())).toEqual([
      '✓ PASS',
      '✓ pass',
      '✓ PASS',
      '✓ pass',
    ]);
  });

  test('config is shown as check is', async () => {
    const host = hostTree();
    host.write('/etcd.yaml', etcdPod());
    const { code, text } = await onTerminal(['config', join(host.rootfs, 'etcd.yaml')], { columns: 80 });
    expect(code).toBe(0);
    expect(text).toContain(`${escape}[1;32m✓ PASS`);
  });
});

test('in a pipe there are neither colours nor symbols, and 80 columns, whatever the environment says', async () => {
  const environment = { TERM: 'xterm', LANG: 'C.UTF-8', COLUMNS: '200', FORCE_COLOR: '1' };
  const { stdout } = await runPeerproof(checkWords(), { environment });
  expect(stdout).toMatch(/^FAIL {12}2\.4 /m);
  expect(stdout).not.toContain(escape);
  expect(overlong(stdout, 80)).toEqual([]);
});
