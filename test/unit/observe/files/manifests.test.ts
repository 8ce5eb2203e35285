import { execFileSync } from 'node:child_process';
import { renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ManifestDirectory } from '../../../../src/model/observation.ts';
import { readManifestDirectory } from '../../../../src/observe/files/manifests.ts';
import { cpuTime } from '../../../support/cpu-time.ts';
import { hostTree, type HostTree, manifestPath } from '../../../support/host-tree.ts';

type Seen = Readonly<Record<string, string>>;

/** What is read of the static pod directory: by file name its text, or the reason and detail why there is none. */
async function read({ rootfs }: HostTree, path: string = manifestPath): Promise<Seen> {
  return seen(path, await readManifestDirectory(rootfs, path, async () => {}));
}

function seen(path: string, files: ManifestDirectory['files']): Seen {
  if (!files.ok) return { directory: `${files.error.reason}: ${files.error.detail}` };
  const entries = files.value.map(
    (file) =>
      [
        file.path.slice(path.length + 1),
        file.text.ok ? file.text.value : `${file.text.error.reason}: ${file.text.error.detail}`,
      ] as const,
  );
  return Object.fromEntries(entries);
}

describe('the files of a static pod directory', () => {
  test('are those that the kubelet reads: no dot-files, no directories, copies with any ending', async () => {
    const node = hostTree();
    for (const name of ['etcd.yaml', 'etcd.yaml.bak', '.etcd.yaml.swp', '#etcd.yaml#', 'noending'])
      node.write(`${manifestPath}/${name}`, name);
    node.write(`${manifestPath}/directory.yaml/etcd.yaml`, 'below');
    expect(await read(node)).toEqual({
      'etcd.yaml': 'etcd.yaml',
      'etcd.yaml.bak': 'etcd.yaml.bak',
      '#etcd.yaml#': '#etcd.yaml#',
      noending: 'noending',
    });
  });

  test('include symbolic links to files, seen from the root of the host', async () => {
    const node = hostTree();
    node.write('srv/pods/etcd.yaml', 'the pod');
    node.write('srv/pods/directory/x', '');
    const links = {
      'absolute.yaml': '/srv/pods/etcd.yaml',
      'relative.yaml': '../../../srv/pods/etcd.yaml',
      'beyond.yaml': '../../../../../../../../srv/pods/etcd.yaml',
      'directory.yaml': '/srv/pods/directory',
      'dangling.yaml': '/srv/pods/none.yaml',
      'loop.yaml': 'loop.yaml',
    };
    for (const [name, target] of Object.entries(links)) symlinkSync(target, join(node.manifests, name));
    expect(await read(node)).toEqual({
      'absolute.yaml': 'the pod',
      'relative.yaml': 'the pod',
      'beyond.yaml': 'the pod',
      'dangling.yaml': `manifest_unreadable: ${manifestPath}/dangling.yaml is a link to nothing, or vanished`,
      'loop.yaml': `manifest_unreadable: ${manifestPath}/loop.yaml has symbolic links that never end`,
    });
  });

  test('never make it wait or read on: FIFO, socket and device are named and passed over', async () => {
    const node = hostTree();
    execFileSync('mkfifo', [join(node.manifests, 'fifo.yaml')]);
    const server = createServer().listen(join(node.manifests, 'socket.yaml'));
    onTestFinished(() => void server.close());
    symlinkSync('/dev/zero', join(node.manifests, 'device.yaml'));
    node.write(`${manifestPath}/etcd.yaml`, 'the pod');
    // The device lies outside the tree, so this directory is read as the host's own.
    const files = seen(node.manifests, await readManifestDirectory('/', node.manifests, async () => {}));
    const ignored = (name: string): string =>
      `manifest_unreadable: ${join(node.manifests, name)} is not a regular file; the kubelet ignores it`;
    expect(files).toEqual({
      'etcd.yaml': 'the pod',
      'fifo.yaml': ignored('fifo.yaml'),
      'socket.yaml': ignored('socket.yaml'),
      'device.yaml': ignored('device.yaml'),
    });
  });

  test('are read up to 256 KiB and not beyond', async () => {
    const node = hostTree();
    const limit = 256 * 1024;
    node.write(`${manifestPath}/just.yaml`, Buffer.alloc(limit, 'a'));
    node.write(`${manifestPath}/over.yaml`, Buffer.alloc(limit + 1, 'a'));
    node.write(`${manifestPath}/huge.yaml`, Buffer.alloc(50_000_000, 'a'));
    node.write(`${manifestPath}/sparse.yaml`, '');
    truncateSync(join(node.manifests, 'sparse.yaml'), 2 ** 40);
    let files: Seen = {};
    expect(await cpuTime(async () => (files = await read(node)))).toBeLessThan(500);
    expect(files['just.yaml']).toHaveLength(limit);
    for (const name of ['over.yaml', 'huge.yaml', 'sparse.yaml'])
      expect(files[name]).toBe(
        `manifest_too_large: ${manifestPath}/${name} has more than the ${limit} bytes that are read`,
      );
  });

  test('a file without a size of its own is read to the same bound', async () => {
    const node = hostTree();
    // Files of procfs tell a size of 0; this one has more than nothing.
    const files = seen('/proc/sys/kernel', await readManifestDirectory('/', '/proc/sys/kernel', async () => {}));
    expect(files['ostype']).toBe('Linux\n');
    expect(await read(node)).toEqual({});
  });

  test('must be UTF-8; empty ones, byte order marks and CRLF are passed on as they are', async () => {
    const node = hostTree();
    node.write(`${manifestPath}/empty.yaml`, '');
    node.write(`${manifestPath}/bom.yaml`, '\uFEFFa: 1\r\nb: 2\r\n');
    node.write(`${manifestPath}/latin1.yaml`, Buffer.from('name: Z\xFCrich', 'latin1'));
    node.write(`${manifestPath}/utf16.yaml`, Buffer.from('\uFEFFa: 1', 'utf16le'));
    node.write(`${manifestPath}/surrogate.yaml`, Buffer.from([0xed, 0xa0, 0x80]));
    node.write(`${manifestPath}/gzip.yaml`, Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]));
    const invalid = (name: string): string => `manifest_invalid: ${manifestPath}/${name} is not UTF-8 text`;
    expect(await read(node)).toEqual({
      'empty.yaml': '',
      'bom.yaml': '\uFEFFa: 1\r\nb: 2\r\n',
      'latin1.yaml': invalid('latin1.yaml'),
      'utf16.yaml': invalid('utf16.yaml'),
      'surrogate.yaml': invalid('surrogate.yaml'),
      'gzip.yaml': invalid('gzip.yaml'),
    });
  });

  test('may be many', async () => {
    const node = hostTree();
    for (let index = 0; index < 2000; index += 1) node.write(`${manifestPath}/${index}.yaml`, `${index}`);
    expect(Object.keys(await read(node))).toHaveLength(2000);
  });

  test('may have names with blanks, line ends and bytes that are no text', async () => {
    const node = hostTree();
    node.write(`${manifestPath}/two words.yaml`, 'a');
    node.write(`${manifestPath}/two\nlines.yaml`, 'b');
    writeFileSync(Buffer.concat([Buffer.from(`${node.manifests}/`), Buffer.from([0xff, 0xfe])]), 'c');
    const files = await read(node);
    expect(files).toMatchObject({ 'two words.yaml': 'a', 'two\nlines.yaml': 'b' });
    expect(Object.values(files)).toContainEqual(expect.stringMatching(/^manifest_unreadable: |^c$/));
  });
});

describe('a static pod directory', () => {
  test('that is not there yet, is deleted, recreated or replaced is read as it is each time', async () => {
    const node = hostTree();
    const missing = { directory: `manifest_directory_missing: ${manifestPath} does not exist` };
    rmSync(node.manifests, { recursive: true });
    expect(await read(node)).toEqual(missing);
    node.write(`${manifestPath}/a.yaml`, 'a');
    expect(await read(node)).toEqual({ 'a.yaml': 'a' });
    rmSync(node.manifests, { recursive: true });
    expect(await read(node)).toEqual(missing);
    node.write('etc/kubernetes/next/b.yaml', 'b');
    renameSync(join(node.manifests, '../next'), node.manifests);
    expect(await read(node)).toEqual({ 'b.yaml': 'b' });
  });

  test('may be a link, which is followed inside the host and may be swapped', async () => {
    const node = hostTree();
    rmSync(node.manifests, { recursive: true });
    node.write('srv/one/a.yaml', 'a');
    node.write('srv/two/b.yaml', 'b');
    symlinkSync('/srv/one', node.manifests);
    expect(await read(node)).toEqual({ 'a.yaml': 'a' });
    symlinkSync('/srv/two', `${node.manifests}.new`);
    renameSync(`${node.manifests}.new`, node.manifests);
    expect(await read(node)).toEqual({ 'b.yaml': 'b' });
  });

  test('that is a file, or lies below one, is unreadable', async () => {
    const node = hostTree();
    node.write('file', 'text');
    for (const path of ['/file', '/file/below'])
      expect(await read(node, path)).toEqual({
        directory: `manifest_directory_unreadable: ${path} is not a directory, or lies below something that is none`,
      });
  });

  test('that is a link without end is unreadable', async () => {
    const node = hostTree();
    symlinkSync('/loop', join(node.rootfs, 'loop'));
    expect(await read(node, '/loop')).toEqual({
      directory: 'manifest_directory_unreadable: /loop has symbolic links that never end',
    });
  });
});
