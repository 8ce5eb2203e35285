// Files and texts that nobody should hand over, and what `peerproof config` makes of them.
import { execFileSync, spawnSync } from 'node:child_process';
import { symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileOf, judgedConfig } from '../../support/config-command.ts';
import { etcdPod } from '../../support/etcd-pod.ts';
import { node, repository } from '../../support/peerproof-process.ts';
import { secureFile } from '../../support/explain/text-node.ts';
import { podText, secureArgv } from '../../support/resolve/verdicts.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { cpuBudget, cpuCost } from '../../support/cpu-time.ts';

describe('config ends with 3, a line that names the input, and no pass for', () => {
  const fifo = (): string => {
    const path = join(temporaryDirectory(), 'fifo');
    execFileSync('mkfifo', [path]);
    return path;
  };
  const sparse = (): string => {
    const path = fileOf('');
    truncateSync(path, 1024 ** 3);
    return path;
  };
  const loop = (): string => {
    const path = join(temporaryDirectory(), 'loop');
    symlinkSync(path, path);
    return path;
  };
  test.each<[string, () => string, RegExp]>([
    ['a FIFO', fifo, /is not a regular file/],
    ['a device', () => '/dev/zero', /is not a regular file/],
    ['a gigabyte', sparse, /has more than the 262144 bytes that are read/],
    ['a link to itself', loop, /symbolic links that never end/],
    ['UTF-16', () => fileOf(Buffer.from(`\uFEFF${etcdPod()}`, 'utf16le')), /is not UTF-8 text/],
    ['no text', () => fileOf(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe, 0])), /is not UTF-8 text/],
  ])('%s', async (_what, make, message) => {
    const path = make();
    const { code, warned, reasons } = await judgedConfig(path, '--fail-on=fail');
    expect({ code, reasons }).toEqual({ code: 3, reasons: ['configuration_unreadable'] });
    expect(warned).toMatch(message);
    expect(warned).toContain(path);
  });

  test('a name that a terminal would obey', async () => {
    const { warned } = await judgedConfig('/nonexistent/\u001B]0;x\u0007\u202E.yaml');
    expect(warned).toBe('peerproof: /nonexistent/\uFFFD]0;x\uFFFD\uFFFD.yaml does not exist\n');
  });

  test('standard input without an end', () => {
    const endless = ['-c', `exec "$0" "$1" config - </dev/zero`, node, join(repository, 'src/main.ts')];
    const { status, stderr } = spawnSync('sh', endless, { encoding: 'utf8', timeout: 60_000 });
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr: 'peerproof: standard input has more than the 262144 bytes that are read\n',
    });
  });
});

describe('as the readers in Go take it:', () => {
  test.each([
    ['a byte order mark', `\uFEFF${etcdPod()}`],
    ['CRLF', etcdPod().replaceAll('\n', '\r\n')],
    ['JSON', podText({ command: secureArgv() })],
    ['an empty document at the end', `---\n${etcdPod()}---\n# nothing\n`],
  ])('a manifest with %s passes', async (_what, text) => {
    expect(await judgedConfig(fileOf(text))).toMatchObject({ code: 0, statuses: { '2.4': 'pass' } });
  });
});

describe('the verdict is unknown, and the report says what was expected and found, for', () => {
  const bomb = ['a: &a0 [x]', ...Array.from({ length: 40 }, (_, i) => `b${i}: &a${i + 1} [*a${i},*a${i}]`)];
  test.each<[string, string, string, RegExp]>([
    ['a Deployment', 'apiVersion: apps/v1\nkind: Deployment\n', 'manifest_invalid', /found kind "Deployment"/],
    ['a List', 'apiVersion: v1\nkind: List\nitems: []\n', 'manifest_invalid', /kind Pod.*found kind "List"/],
    ['a Pod of another version', 'apiVersion: v2\nkind: Pod\n', 'manifest_invalid', /found apiVersion "v2"/],
    ['two pods', `${etcdPod()}---\n${etcdPod()}`, 'manifest_invalid', /expected one document, found more/],
    ['two files of etcd', `${secureFile}---\n${secureFile}`, 'config_file_invalid', /etcd reads only the first/],
    ['a workflow', 'name: CI\non: push\njobs: {}\n', 'configuration_not_recognised', /found a mapping with name/],
    ['a list', '- a\n- b\n', 'configuration_not_recognised', /found a list/],
    ['prose', 'Dear reader', 'configuration_not_recognised', /found a string/],
    ['nothing', '', 'configuration_not_recognised', /listen-peer-urls\), found nothing/],
    ['a bomb of aliases', bomb.join('\n'), 'configuration_not_recognised', /found text that is not YAML/],
    ['a broken pod', 'apiVersion: v1\nkind: Pod\n a: [\n', 'manifest_invalid', /not YAML: .* line 2/],
    ['half a pod in JSON', '{"apiVersion": "v1", "kind"', 'manifest_invalid', /not JSON \(line 1/],
    ['a patch without a command', 'apiVersion: v1\nkind: Pod\nspec: {}\n', 'manifest_invalid', /no list of containers/],
    ["a secret's value", 'password: hunter2\n', 'configuration_not_recognised', /found a mapping with password$/],
    ['a large file of etcd', `${secureFile}#${'x'.repeat(65_536)}`, 'config_file_too_large', /65536 bytes/],
  ])('%s', async (_what, text, reason, detail) => {
    const file = fileOf(text);
    const { code, reasons, findings } = await judgedConfig(file);
    expect({ code, reasons }).toEqual({ code: 2, reasons: [reason] });
    expect(findings[0]?.evidence.details.join(' ')).toMatch(detail);
    expect(JSON.stringify(findings)).toContain(file);
    expect(JSON.stringify(findings)).not.toContain('hunter2');
  });
});

test.each([
  ['documents', '---\na: b\n'],
  ['empty documents', '---\n'],
  ['nesting', '[- - '],
  ['keys', 'a-b: c\n'],
  ['errors after a pod', `${etcdPod()}---\n${'"]'.repeat(100_000)}`],
  ['one word', 'x'],
])('256 KiB of %s cost no more than the budget', async (_what, unit) => {
  const file = fileOf(unit.repeat(Math.max(1, Math.floor((256 * 1024) / unit.length))).slice(0, 256 * 1024));
  expect(await cpuCost(() => judgedConfig(file))).toBeLessThan(cpuBudget);
});
