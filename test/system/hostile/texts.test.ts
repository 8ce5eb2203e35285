// Texts that are small and cost much, and texts whose words must not come out again.
import { describe, expect, test } from 'vitest';
import { configFileSettings } from '../../../src/resolve/etcd/config-file-settings.ts';
import { manifestInvocations } from '../../../src/resolve/pod/static-pod.ts';
import { declaredVerdicts, podText, runningVerdicts, secureArgv, shortly } from '../../support/resolve/verdicts.ts';
import { cpuBudget, cpuCost } from '../../support/cpu-time.ts';

const size = 256 * 1024;
const times = (unit: string): string => unit.repeat(size / unit.length);

function podCause(text: string): string {
  const pod = manifestInvocations({ path: 'etcd.yaml', text: { ok: true, value: text } });
  if (!pod.ok) return `${pod.error.reason}: ${pod.error.detail}`;
  return pod.value.etcd.map(({ argv }) => (argv.ok ? 'read' : argv.error.reason)).join(' ');
}

function fileCause(text: string): string {
  const file = configFileSettings(text);
  return file.ok ? 'read' : `${file.error.reason}: ${file.error.detail}`;
}

describe('variables that name one another', () => {
  const doubling = Array.from({ length: 60 }, (_, level) => ({
    name: `A${level}`,
    value: level === 0 ? 'x' : `$(A${level - 1})$(A${level - 1})`,
  }));

  test('grow no further than a program can be given, and are not known from there on', async () => {
    const command = secureArgv('--name=$(A59)');
    const text = podText({ command, env: doubling });
    expect(await cpuCost(() => podCause(text))).toBeLessThan(cpuBudget);
    expect(podCause(text)).toBe('read');
    const twice = podText({
      command: ['etcd', '$(B)', '$(B)'],
      env: [{ name: 'B', value: 'x'.repeat(1e5) }],
    });
    expect(podCause(twice)).toBe('manifest_too_large');
  });

  test('never make a setting that etcd would need: the verdict is unknown', () => {
    const env = Object.fromEntries([
      ...doubling.map(({ name, value }) => [name, value] as const),
      ['ETCD_PEER_CLIENT_CERT_AUTH', '$(A59)'],
    ]);
    expect(shortly(declaredVerdicts({ argv: secureArgv().slice(0, -1), env }))).toBe('pass / unknown');
  });
});

test('references that never end cost no more than their length, in a pod and in a process', async () => {
  const open = '$('.repeat(64 * 1024);
  const env = { X: '1' };
  const argv = secureArgv(`--name=${open}`);
  expect(await cpuCost(() => runningVerdicts({ argv, env }))).toBeLessThan(cpuBudget);
  expect(await cpuCost(() => podCause(podText({ command: argv })))).toBeLessThan(cpuBudget);
});

describe('256 KiB of YAML', () => {
  test.each<[string, string]>([
    ['anchors, each with one alias', Array.from({ length: 12_000 }, (_, i) => `- &a${i} x\n- *a${i}\n`).join('')],
    [
      'merge keys, each of another anchor',
      Array.from({ length: 7000 }, (_, i) => `k${i}: &a${i} {x: y}\nl${i}: {<<: *a${i}}\n`).join(''),
    ],
    ['errors', times('[]')],
    ['errors in quotes', times('"]')],
    ['tags of nobody', `a: ${times('!t ')}`],
    ['keys', times('a: b\n')],
    ['unfinished flow', times('{a: b,')],
    ['nesting', times('[- - ')],
    ['mappings as keys of mappings', `${'{a: '.repeat(20)}${times('{a: b,').slice(0, 6 * 15_000)}`],
    ['keys that are lists', `{${'['.repeat(400)}${'a,'.repeat(20_000)}${']'.repeat(400)}: 1}`],
    ['keys that hold keys', `${'{'.repeat(400)}${'a,'.repeat(20_000)}${'}: 1'.repeat(399)}}`],
  ])('of %s cost no more than the budget', async (_what, text) => {
    expect(await cpuCost(() => fileCause(text))).toBeLessThan(cpuBudget);
    expect(await cpuCost(() => podCause(text))).toBeLessThan(cpuBudget);
  });
});

describe('an error never quotes the text, which may be a secret', () => {
  test.each([
    'password: *s3cret\n',
    'password: "\\s3cret"\n',
    'password: |s3cret\n',
    'password: !!s3cret x\npassword: %s3cret\n',
    's3cret: &s3cret\n- *s3cret-x\n',
    '%s3cret\n',
    '&s3cret *s3cret\n',
    '<<: s3cret\n',
    '[s3cret: s3cret: s3cret\n',
    '{"password": s3cret}',
    '{"password": "s3cret',
    '{"password": "s3cret\n"}',
    '{"s3cret"}',
  ])('in %j', (text) => {
    expect(podCause(text)).toMatch(/^manifest_invalid/);
    expect(podCause(text)).not.toContain('s3cret');
    expect(fileCause(text)).not.toContain('s3cret');
  });

  test('but says where the error is', () => {
    expect(podCause('kind: Pod\nspec:\n\t- x\n')).toBe(
      'manifest_invalid: etcd.yaml: not YAML: tab as indent at line 3, column 1',
    );
    expect(podCause('{"kind": "Pod",\n "spec" 1}')).toBe('manifest_invalid: etcd.yaml: not JSON (line 2 column 9)');
  });
});

test('a list or a mapping as a key is refused, as by the readers in Go', () => {
  for (const text of ['? [a]\n: b\n', '{{a: b}: c}', '? {a: b}\n: c\n', '? - a\n: b\n']) {
    expect(fileCause(text)).toMatch(/^config_file_invalid: .*used as a key$/);
  }
});
