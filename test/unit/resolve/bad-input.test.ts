// Text that nobody should have written, or that somebody wrote on purpose: a reason each, and no time lost.
import { describe, expect, test } from 'vitest';
import type { Reason } from '../../../src/model/reason.ts';
import { configFileSettings } from '../../../src/resolve/etcd/config-file-settings.ts';
import { manifestInvocations } from '../../../src/resolve/pod/static-pod.ts';
import { judgedTexts, podOf, processOf, without } from '../../support/explain/text-node.ts';
import { declaredInvocations, podText } from '../../support/resolve/verdicts.ts';

const pod = `apiVersion: v1
kind: Pod
metadata: {name: etcd}
spec:
  containers:
  - name: etcd
    command:
${without()
  .map((word) => `    - ${word}\n`)
  .join('')}`;

/** Nine of the line before in each line. */
const bomb = Array.from({ length: 10 }, (_, level) => {
  const item = level === 0 ? 'x' : `*a${level - 1}`;
  return `a${level}: &a${level} [${Array.from({ length: 9 }, () => item).join(', ')}]\n`;
}).join('');

const levels = (count: number): string => `${'['.repeat(count)}${']'.repeat(count)}`;
const flatKeys = Array.from({ length: 20_000 }, (_, index) => `key${index}: v\n`).join('');
/** Ten times what it takes on a slow machine: what is quadratic takes longer still. */
const generous = 10_000;

function podReason(text: string): Reason | 'read' {
  const read = manifestInvocations({ path: 'etcd.yaml', text: { ok: true, value: text } });
  return read.ok ? 'read' : read.error.reason;
}

function argvReasons(text: string): readonly (Reason | 'read')[] {
  return declaredInvocations(text).map(({ argv }) => (argv.ok ? 'read' : argv.error.reason));
}

function fileReason(text: string): Reason | 'read' {
  const read = configFileSettings(text);
  return read.ok ? 'read' : read.error.reason;
}

describe('a pod that is no pod', () => {
  test.each<[string, string]>([
    ['nothing', ''],
    ['NUL bytes', '\0'.repeat(1000)],
    ['a program', '\u007FELF\u0002\u0001\u0001\0\0'],
    ['an image', '\u0089PNG\r\n\u001A\n\0\0\0\rIHDR'],
    ['an archive that was decoded with replacement characters', '\uFFFD\u0008\0\uFFFD\uFFFD'],
    ['a control character in a comment', pod.replace('kind: Pod', 'kind: Pod # \u0007')],
    ['tabs', pod.replaceAll('    - ', '\t\t- ')],
    ['an alias bomb', `${bomb}${pod}`],
    ['a bomb of merge keys', `a0: &a0 {x: 1}\n${merges(40)}${pod}`],
    ['a mapping that contains itself', pod.replace('spec:', 'spec: &s\n  x: *s')],
    ['a list that contains itself', pod.replace('command:', 'x: &x [*x]\n    command:')],
    ['a kind that contains itself', 'kind: &k [*k]\n'],
    ['100000 levels', `${pod}x: ${levels(100_000)}\n`],
    ['100000 levels of mappings', `${pod}x: ${'{a: '.repeat(100_000)}${'}'.repeat(100_000)}\n`],
    ['a kind of 100000 levels in JSON', `{"apiVersion":"v1","kind":${levels(100_000)}}`],
    ['question marks', '? '.repeat(100_000)],
    ['dashes', '- '.repeat(100_000)],
    ['open brackets', '['.repeat(200_000)],
    ['open quotes', '"'.repeat(200_000)],
    ['a key given twice', `${pod}    command: [etcd]\n`],
    ['keys given twice 20000 times', `${pod}${'a: b\n'.repeat(20_000)}`],
    ['a Deployment', pod.replace('kind: Pod', 'kind: Deployment')],
    ['a list of pods', `apiVersion: v1\nkind: List\nitems: []\n`],
    ['__proto__ alone', '__proto__: {apiVersion: v1, kind: Pod, spec: {containers: []}}\n'],
    ['a kind that every object has', 'apiVersion: v1\nkind: constructor\n'],
  ])('%s is refused as manifest_invalid', (_what, text) => {
    const started = performance.now();
    expect(podReason(text)).toBe('manifest_invalid');
    expect(performance.now() - started).toBeLessThan(generous);
  });

  test.each<[string, object]>([
    ['a number', { command: ['etcd', 1] }],
    ['a boolean', { command: ['etcd', true] }],
    ['a list', { command: ['etcd', ['x']] }],
    ['a mapping', { command: ['etcd', {}] }],
    ['a text instead of a list', { command: 'etcd --name=a' }],
    ['a mapping instead of a list', { command: { 0: 'etcd' } }],
    ['args of the wrong kind', { command: ['etcd'], args: 'x' }],
  ])('with %s in its command is refused as manifest_invalid', (_what, container) => {
    expect(argvReasons(podText(container))).toEqual(['manifest_invalid']);
  });

  test('with a list of 100000 levels in its command is refused as manifest_invalid', () => {
    const text = podText({ command: ['etcd', 'DEEP'] }).replace('"DEEP"', levels(100_000));
    expect(argvReasons(text)).toEqual(['manifest_invalid']);
  });

  test('of more than 500 levels is refused, and of fewer is read', () => {
    expect(podReason(`${pod}x: ${levels(499)}\n`)).toBe('read');
    expect(podReason(`${pod}x: ${levels(501)}\n`)).toBe('manifest_invalid');
    expect(podReason(`${pod}x: ${levels(1000)}\n`)).toBe('manifest_invalid');
  });

  test.each<[string, string]>([
    ['100 levels in a field that does not matter', `${pod}x: ${levels(100)}\n`],
    ['256 KiB of flat keys', `${pod}${flatKeys}`],
    ['__proto__ beside the spec', `__proto__: {kind: Deployment}\n${pod}`],
    ['an anchor used fifty times', `x: &x y\nz: [${Array.from({ length: 50 }, () => '*x').join(', ')}]\n${pod}`],
    ['a later document of garbage', `${pod}---\n\t[`],
  ])('is not seen in %s', async (_what, text) => {
    const started = performance.now();
    expect(await judgedTexts({ manifests: [text] })).toBe('pass / pass');
    expect(performance.now() - started).toBeLessThan(generous);
  });
});

function merges(count: number): string {
  const line = (level: number): string => `a${level}: &a${level} {<<: [*a${level - 1}, *a${level - 1}]}\n`;
  return Array.from({ length: count }, (_, index) => line(index + 1)).join('');
}

describe("etcd's configuration file that is none", () => {
  test.each<[string, string]>([
    ['NUL bytes', '\0'.repeat(1000)],
    ['tabs', 'name:\n\tx'],
    ['an alias bomb', bomb],
    ['a bomb of merge keys', `a0: &a0 {x: 1}\n${merges(40)}`],
    ['a mapping that contains itself', 'x: &x {y: *x}\n'],
    ['100000 levels', `x: ${levels(100_000)}`],
    ['a list', '- name: a\n'],
  ])('%s is refused as config_file_invalid', (_what, text) => {
    const started = performance.now();
    expect(fileReason(text)).toBe('config_file_invalid');
    expect(performance.now() - started).toBeLessThan(generous);
  });

  test.each<[string, string]>([
    ['nothing', ''],
    ['256 KiB of flat keys', flatKeys],
    ['__proto__', '__proto__: {listen-peer-urls: x}\n'],
    ['a section behind __proto__', 'peer-transport-security: {__proto__: {client-cert-auth: 1}}\n'],
  ])('is not seen in %s', (_what, text) => {
    const started = performance.now();
    expect(fileReason(text)).toBe('read');
    expect(performance.now() - started).toBeLessThan(generous);
  });
});

describe('one bad text does not hide the others', () => {
  test.each(['', '\0', bomb, 'kind: &k [*k]', `{"kind":${levels(100_000)}}`])('in case %#', async (bad) => {
    const processes = [processOf(without('peer-client-cert-auth'))];
    expect(await judgedTexts({ manifests: [bad, podOf(...without('peer-client-cert-auth'))] })).toBe('pass / fail');
    expect(await judgedTexts({ manifests: [bad], processes })).toBe('pass / fail');
  });
});

describe('a variable named __proto__', () => {
  const env = [{ name: '__proto__', value: 'x' }];

  test('changes nothing in a pod', async () => {
    expect(await judgedTexts({ manifests: [podText({ command: without(), env })] })).toBe('pass / pass');
  });

  test('changes nothing in a process', async () => {
    expect(await judgedTexts({ processes: [processOf(without(), ['__proto__=x', 'constructor=y'])] })).toBe(
      'pass / pass',
    );
  });
});
