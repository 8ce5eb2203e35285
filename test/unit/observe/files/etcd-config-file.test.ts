import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { etcdConfigFile } from '../../../../src/observe/files/etcd-config-file.ts';
import {
  createContainerFileReader,
  type FileRequest,
  hostPathOf,
} from '../../../../src/observe/files/rooted/container-file.ts';
import { hostTree, type HostTree } from '../../../support/host-tree.ts';

const config = '/etc/etcd/etcd.conf.yml';
const ofProcess = { path: config, pid: 7, mounts: [], containerised: true };
const ofManifest = { path: config, pid: undefined, mounts: [], containerised: true };
const srv = [{ mountPath: '/etc/etcd', hostPath: '/srv/etcd' }];

/** A process whose root is the host's /containers/7 and which works in its /work. */
function nodeWithProcess(): HostTree {
  const node = hostTree();
  mkdirSync(join(node.rootfs, 'containers/7/work'), { recursive: true });
  mkdirSync(join(node.rootfs, 'proc/7'));
  symlinkSync('../../containers/7', join(node.rootfs, 'proc/7/root'));
  symlinkSync('/work', join(node.rootfs, 'proc/7/cwd'));
  return node;
}

async function read(node: HostTree, request: FileRequest): Promise<string> {
  const noted: string[] = [];
  const paths = { rootfs: node.rootfs, procfs: join(node.rootfs, 'proc') };
  const note = async (root: string, path: string): Promise<void> => {
    noted.push(join(root, path));
  };
  const readConfigFile = createContainerFileReader(paths, note, etcdConfigFile);
  const outcome = await readConfigFile(request);
  expect(noted.length).toBeLessThanOrEqual(2);
  return outcome.ok ? outcome.value : `${outcome.error.reason}: ${outcome.error.detail}`;
}

test('the file as the process sees it comes first', async () => {
  const node = nodeWithProcess();
  node.write(`containers/7${config}`, 'the container');
  node.write('srv/etcd/etcd.conf.yml', 'the volume');
  node.write(config, 'the host');
  expect(await read(node, { ...ofProcess, mounts: srv })).toBe('the container');
});

test('the volume of the pod comes next, then the host, for processes of the host alone', async () => {
  const node = hostTree();
  node.write(config, 'the host');
  expect(await read(node, { ...ofProcess, containerised: false })).toBe('the host');
  expect(await read(node, ofProcess)).toMatch(/^config_file_missing/);
  expect(await read(node, { ...ofProcess, mounts: srv })).toMatch(/^config_file_missing/);
  node.write('srv/etcd/etcd.conf.yml', 'the volume');
  expect(await read(node, { ...ofProcess, mounts: srv })).toBe('the volume');
  expect(await read(node, { ...ofManifest, mounts: srv })).toBe('the volume');
});

test('a file that no volume of the pod holds cannot be read', async () => {
  const node = hostTree();
  node.write(config, 'the host');
  expect(await read(node, ofManifest)).toBe(
    `config_file_unreadable: ${config} is inside the container and in no host directory that its pod mounts`,
  );
});

test.each([
  ['etcd.conf.yml', 'work/etcd.conf.yml'],
  ['./conf/../etcd.conf.yml', 'work/etcd.conf.yml'],
  ['../etc/etcd.conf.yml', 'etc/etcd.conf.yml'],
  ['../../../../etc/etcd.conf.yml', 'etc/etcd.conf.yml'],
])('the relative path %s starts at the working directory and stays in the container', async (path, file) => {
  const node = nodeWithProcess();
  node.write(`containers/7/${file}`, 'the container');
  node.write('work/etcd.conf.yml', 'the host');
  node.write('etc/etcd.conf.yml', 'the host');
  expect(await read(node, { ...ofProcess, path })).toBe('the container');
});

test.each([
  ['an absolute link', '/real/file', 'real/file'],
  ['a link that climbs', '../../../../../../real/file', 'real/file'],
  ['a link to a name that only the host has', '/host-only', undefined],
])('%s in a container leads to a file of the container or to none', async (_, target, file) => {
  const node = nodeWithProcess();
  node.write('host-only', 'the host');
  node.write('real/file', 'the host');
  mkdirSync(join(node.rootfs, 'containers/7', dirname(config)), { recursive: true });
  symlinkSync(target, join(node.rootfs, 'containers/7', config));
  if (file !== undefined) node.write(`containers/7/${file}`, 'the container');
  expect(await read(node, ofProcess)).toBe(
    file === undefined ? `config_file_missing: ${config} does not exist` : 'the container',
  );
});

test('what is wrong with the file is said', async () => {
  const node = nodeWithProcess();
  const at = (name: string): string => join(node.rootfs, 'containers/7', name);
  execFileSync('mkfifo', [at('fifo')]);
  symlinkSync('loop', at('loop'));
  mkdirSync(at('directory'));
  writeFileSync(at('large'), Buffer.alloc(64 * 1024 + 1));
  writeFileSync(at('binary'), Buffer.from([0xff, 0xfe, 0x00]));
  const problem = (name: string): Promise<string> => read(node, { ...ofProcess, path: `/${name}` });
  expect(await problem('none')).toBe('config_file_missing: /none does not exist');
  expect(await problem('fifo')).toBe('config_file_unreadable: /fifo is not a regular file');
  expect(await problem('directory')).toBe('config_file_unreadable: /directory is not a regular file');
  expect(await problem('loop')).toBe('config_file_unreadable: /loop has symbolic links that never end');
  expect(await problem('large')).toBe('config_file_too_large: /large has more than the 65536 bytes that are read');
  expect(await problem('binary')).toBe('config_file_invalid: /binary is not UTF-8 text');
});

test('a refusal at one place says more than an absence at the next', async () => {
  const node = nodeWithProcess();
  mkdirSync(join(node.rootfs, 'containers/7', config), { recursive: true });
  expect(await read(node, { ...ofProcess, mounts: srv })).toBe(
    `config_file_unreadable: ${config} is not a regular file`,
  );
});

test('a mount without a host directory hides what a mount above it would show', () => {
  const mounts = [
    { mountPath: '/etc', hostPath: '/srv/etc' },
    { mountPath: '/etc/etcd', hostPath: undefined },
  ];
  expect(hostPathOf('/etc/etcd/conf.yml', mounts)).toBeUndefined();
  expect(hostPathOf('/etc/other/conf.yml', mounts)).toBe('/srv/etc/other/conf.yml');
});

test.each([
  ['/etc/etcd/conf.yml', [['/etc/etcd', '/srv/etcd']], '/srv/etcd/conf.yml'],
  ['/etc/etcd/conf.yml', [['/etc/etcd/', '/srv/etcd/']], '/srv/etcd/conf.yml'],
  [
    '/etc/etcd/conf.yml',
    [
      ['/', '/'],
      ['/etc/etcd', '/srv/a'],
      ['/etc', '/srv/b'],
    ],
    '/srv/a/conf.yml',
  ],
  ['/etc/etcd/conf.yml', [['/etc/etcd/conf.yml', '/srv/one.yml']], '/srv/one.yml'],
  ['/etc/etcd/conf.yml', [['/', '/srv/root']], '/srv/root/etc/etcd/conf.yml'],
  ['/etc//etcd/../etcd/conf.yml', [['/etc/etcd', '/srv/etcd']], '/srv/etcd/conf.yml'],
  ['/etc/etcd/../../passwd', [['/etc/etcd', '/srv/etcd']], undefined],
  ['/etc/etcd-other/conf.yml', [['/etc/etcd', '/srv/etcd']], undefined],
  ['/etc/etcd/conf.yml', [], undefined],
])('%s with the volumes %j is %s on the host', (path, volumes, expected) => {
  const mounts = volumes.map(([mountPath = '', hostPath = '']) => ({ mountPath, hostPath }));
  expect(hostPathOf(path, mounts)).toBe(expected);
});
