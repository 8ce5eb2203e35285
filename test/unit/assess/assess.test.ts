import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../../src/model/report.ts';
import type { SourceState } from '../../../src/model/verdict.ts';
import { etcdPod, etcdPodOf } from '../../support/etcd-pod.ts';
import { hostTree, type HostTree, manifestPath } from '../../support/host-tree.ts';
import { assessTree, expositionOf, statusesOf } from '../../support/observed-node.ts';

const good = etcdPod();

/** Puts a bad file at a path of the test's node. */
type Spoil = (node: HostTree, path: string) => void;
const text =
  (content: string | Uint8Array): Spoil =>
  (node, path) =>
    node.write(path, content);
const link =
  (target: string): Spoil =>
  (node, path) =>
    symlinkSync(target, join(node.rootfs, path));

/** Nine of the line before in each line: a thousand million words once the aliases are followed. */
const bomb = Array.from({ length: 10 }, (_, level) => {
  const item = level === 0 ? 'x' : `*a${level - 1}`;
  return `a${level}: &a${level} [${Array.from({ length: 9 }, () => item).join(', ')}]\n`;
}).join('');

const bad: readonly (readonly [string, string, Spoil])[] = [
  ['an empty file', 'manifest_invalid', text('')],
  ['blanks', 'manifest_invalid', text(' \n\t\n')],
  ['a comment', 'manifest_invalid', text('# nothing here\n')],
  ['a file of 50 MB', 'manifest_too_large', text(Buffer.alloc(50_000_000, 'a: b\n'))],
  ['NUL bytes', 'manifest_invalid', text(Buffer.alloc(1000))],
  ['a program', 'manifest_invalid', text(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0xff, 0xfe]))],
  ['text that is not UTF-8', 'manifest_invalid', text(Buffer.from(good.replace('cp-1', 'Z\xFCrich'), 'latin1'))],
  ['a tab as indentation', 'manifest_invalid', text(good.replace('      image', '\timage'))],
  ['text without end', 'manifest_invalid', text('apiVersion: "v1\n')],
  ['an alias bomb', 'manifest_invalid', text(`${good}${bomb}`)],
  ['10,000 levels', 'manifest_invalid', text(`${good}deep: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`)],
  ['100,000 levels', 'manifest_invalid', text('['.repeat(100_000))],
  ['100,000 levels of JSON', 'manifest_invalid', text(`{"a":${'['.repeat(100_000)}`)],
  ['a list', 'manifest_invalid', text('- a\n- b\n')],
  ['a word', 'manifest_invalid', text('pod\n')],
  ['a Deployment', 'manifest_invalid', text(good.replace('kind: Pod', 'kind: Deployment'))],
  ['a pod without a spec', 'manifest_invalid', text('apiVersion: v1\nkind: Pod\n')],
  ['only __proto__', 'manifest_invalid', text('__proto__: {kind: Pod, apiVersion: v1, spec: {containers: []}}\n')],
  ['a key given twice', 'manifest_invalid', text(good.replace('kind: Pod', 'kind: Pod\nkind: Pod'))],
  ['half a JSON pod', 'manifest_invalid', text('{"apiVersion": "v1", "kind": "Pod"')],
  ['a FIFO', 'manifest_unreadable', (node, path) => execFileSync('mkfifo', [join(node.rootfs, path)])],
  ['a dangling link', 'manifest_unreadable', link('/none')],
  ['a link to itself', 'manifest_unreadable', link('bad.yaml')],
];

function manifestSource({ sources }: Report): SourceState | undefined {
  return sources.find(({ source }) => source === 'manifest');
}

describe('in the static pod directory', () => {
  test.each(bad)('%s is a reason, and the rest is still judged', async (_, reason, spoil) => {
    const node = hostTree();
    spoil(node, `${manifestPath}/bad.yaml`);
    const alone = await assessTree(node.rootfs);
    expect(statusesOf(alone)).toEqual({ '2.4': 'unknown', '2.5': 'unknown' });
    expect(alone.rules[0]?.causes.map((cause) => cause.reason)).toEqual(['etcd_not_found', reason]);
    node.write(`${manifestPath}/etcd.yaml`, good);
    const both = await assessTree(node.rootfs);
    expect(statusesOf(both)).toEqual({ '2.4': 'pass', '2.5': 'pass' });
    expect(manifestSource(both)).toMatchObject({ up: false, causes: [{ reason }] });
    expect(manifestSource(both)?.causes[0]?.detail).toContain(`${manifestPath}/bad.yaml`);
  });

  test.each([
    ['a byte order mark', `\uFEFF${good}`],
    ['CRLF', good.replaceAll('\n', '\r\n')],
    ['a byte order mark and CRLF', `\uFEFF${good.replaceAll('\n', '\r\n')}`],
    ['a second document', `${good}---\nnot: [a pod\n`],
    ['an anchor and its alias', good.replace('name: etcd\n', 'name: &n etcd\n      workingDir: *n\n')],
    ['a key __proto__ beside the others', `${good}__proto__: {kind: Deployment}\n`],
  ])('a pod with %s is the same pod', async (_, pod) => {
    const node = hostTree();
    node.write(`${manifestPath}/etcd.yaml`, pod);
    const report = await assessTree(node.rootfs);
    expect(statusesOf(report)).toEqual({ '2.4': 'pass', '2.5': 'pass' });
    expect(manifestSource(report)).toEqual({ source: 'manifest', up: true, causes: [] });
  });

  test('a pod with 1,000 levels of something else is judged or refused, and nothing else', async () => {
    const node = hostTree();
    node.write(`${manifestPath}/etcd.yaml`, `${good}deep: ${'['.repeat(1000)}${']'.repeat(1000)}\n`);
    const report = await assessTree(node.rootfs);
    const isRead = manifestSource(report)?.up;
    expect(statusesOf(report)['2.5']).toBe(isRead ? 'pass' : 'unknown');
  });

  test.each([
    ['a number', '        - 2380\n'],
    ['a boolean', '        - true\n'],
    ['a mapping', '        - --peer-client-cert-auth: true\n'],
    ['nothing', '        -\n'],
  ])('%s among the arguments is never a pass', async (_, line) => {
    const node = hostTree();
    node.write(`${manifestPath}/etcd.yaml`, `${good}${line}`);
    expect(statusesOf(await assessTree(node.rootfs))['2.5']).not.toBe('pass');
  });

  test('a directory is passed over in silence, as the kubelet does', async () => {
    const node = hostTree();
    mkdirSync(join(node.manifests, 'etcd.yaml'));
    expect(manifestSource(await assessTree(node.rootfs))).toEqual({
      source: 'manifest',
      up: true,
      causes: [],
    });
  });

  test('a backup copy is a second pod', async () => {
    const node = hostTree();
    node.write(`${manifestPath}/etcd.yaml`, good);
    node.write(`${manifestPath}/etcd.yaml.bak`, etcdPod('--peer-client-cert-auth=false'));
    expect(statusesOf(await assessTree(node.rootfs))).toEqual({ '2.4': 'pass', '2.5': 'fail' });
  });
});

describe('the node', () => {
  test('without a static pod directory that was named is unknown', async () => {
    const node = hostTree();
    rmSync(node.manifests, { recursive: true });
    const report = await assessTree(node.rootfs, [`--path.manifests=${manifestPath}`, '--no-etcd=not_applicable']);
    expect(statusesOf(report)).toEqual({ '2.4': 'unknown', '2.5': 'unknown' });
    expect(manifestSource(report)).toMatchObject({
      up: false,
      causes: [{ reason: 'manifest_directory_missing' }],
    });
  });

  test('without any known static pod directory is judged by its processes alone', async () => {
    const node = hostTree();
    rmSync(node.manifests, { recursive: true });
    const report = await assessTree(node.rootfs);
    expect(report.sources.map(({ source }) => source)).toEqual(['process']);
  });

  test('without /proc is judged by its manifests, and the process source is down', async () => {
    const node = hostTree();
    node.write(`${manifestPath}/etcd.yaml`, good);
    rmSync(join(node.rootfs, 'proc'), { recursive: true });
    const report = await assessTree(node.rootfs);
    expect(statusesOf(report)).toEqual({ '2.4': 'pass', '2.5': 'pass' });
    expect(report.sources.at(-1)).toMatchObject({ up: false, causes: [{ reason: 'procfs_unreadable' }] });
  });

  test('may have several static pod directories', async () => {
    const node = hostTree();
    node.write(`${manifestPath}/etcd.yaml`, good);
    node.write('srv/pods/etcd.yaml', etcdPod('--name=other', '--data-dir=/o', '--peer-client-cert-auth=false'));
    const report = await assessTree(node.rootfs, [`--path.manifests=${manifestPath}`, '--path.manifests=/srv/pods']);
    expect(report.members.map(({ id }) => id)).toEqual(['cp-1', 'other']);
    expect(statusesOf(report)['2.5']).toBe('fail');
  });

  test('without etcd is not applicable where the operator says so and nothing hides it', async () => {
    const { rootfs } = hostTree();
    expect(statusesOf(await assessTree(rootfs))).toEqual({ '2.4': 'unknown', '2.5': 'unknown' });
    const declared = await assessTree(rootfs, ['--no-etcd=not_applicable']);
    expect(statusesOf(declared)).toEqual({ '2.4': 'not_applicable', '2.5': 'not_applicable' });
  });

  test('with a declared single member shows what would fail', async () => {
    const node = hostTree();
    node.write(`${manifestPath}/etcd.yaml`, etcdPodOf(['etcd', '--name=alone']));
    const report = await assessTree(node.rootfs, ['--single-member=not_applicable']);
    expect(statusesOf(report)).toEqual({ '2.4': 'not_applicable', '2.5': 'not_applicable' });
    expect(report.rules[0]?.causes.map(({ reason }) => reason)).toEqual([
      'declared_single_member',
      'peer_cert_file_not_set',
      'peer_key_file_not_set',
      'peer_listener_plaintext',
    ]);
  });

  test('shows hostile names without harm to the exposition', async () => {
    const node = hostTree();
    const name = JSON.stringify('--name=a"b\\c\nd} 1\n# HELP x\u001B[31m\u0000<script>');
    node.write(`${manifestPath}/etcd.yaml`, etcdPodOf(['etcd', name]));
    const exposition = await expositionOf(await assessTree(node.rootfs));
    expect(exposition.split('\n').filter((line) => line.startsWith('peerproof_member_info'))).toEqual([
      expect.stringMatching(/^peerproof_member_info\{node="node",member="[^"]*\\".*",source="manifest",.*\} 1$/),
    ]);
    // The one control character that may be there ends each line.
    expect(exposition.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});
