// Links that lead out, and links that are swapped while they are followed.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { jsonReport } from '../../../src/publish/reports/json-report.ts';
import { tableReport } from '../../../src/publish/reports/table-report.ts';
import { plainStyle } from '../../../src/publish/reports/table-style.ts';
import { readTextFile } from '../../../src/observe/files/rooted/text-file.ts';
import { hostTree, type HostTree, manifestPath } from '../../support/host-tree.ts';
import { assessTree } from '../../support/observed-node.ts';
import { podText } from '../../support/resolve/verdicts.ts';
import { stopwatch } from '../../support/stopwatch.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

/** A root with /own, and a secret outside of it. */
function rootWith(links: Readonly<Record<string, string>>): string {
  const outside = temporaryDirectory();
  const root = join(outside, 'root');
  mkdirSync(join(root, 'directory'), { recursive: true });
  writeFileSync(join(root, 'own'), 'inside');
  writeFileSync(join(outside, 'own'), 's3cret');
  for (const [name, target] of Object.entries(links))
    symlinkSync(target.replaceAll('OUTSIDE', outside), join(root, name));
  return root;
}

async function read(root: string, path: string): Promise<string> {
  const file = await readTextFile({ root, path, shownAs: 'it' }, 1024);
  return file.ok ? file.value : file.error.detail;
}

describe('a file of another root', () => {
  test.each([
    ['/own', {}, 'inside'],
    ['/../../own', {}, 'inside'],
    ['/directory/../own', {}, 'inside'],
    ['/link', { link: '/own' }, 'inside'],
    ['/link', { link: '../../../own' }, 'inside'],
    ['/link/own', { link: '..' }, 'inside'],
    ['/link', { link: 'OUTSIDE/own' }, 'it does not exist'],
    ['/link/own', { link: 'OUTSIDE' }, 'it does not exist'],
    ['/link', { link: '/proc/self/root/etc/passwd' }, 'it does not exist'],
    ['/link', { link: 'link' }, 'it has symbolic links that never end'],
    ['/link', { link: 'directory' }, 'it is not a regular file'],
    ['/', {}, 'it is not a regular file'],
    ['/own/below', {}, 'it is not a directory, or lies below something that is none'],
    ['/none/../own', {}, 'it does not exist'],
  ])('%s with the links %j is %s', async (path, links, expected) => {
    expect(await read(rootWith(links), path)).toBe(expected);
  });

  test('is never one outside, however often a link is swapped in while it is opened', async () => {
    const root = rootWith({});
    const swap = `cd ${root}; mkdir real; echo inside >real/own; while :; do
      mv -T real hold; ln -s ${root}/.. real; rm real; mv -T hold real; done`;
    const swapper = spawn('sh', ['-c', swap], { stdio: 'ignore' });
    onTestFinished(() => void swapper.kill('SIGKILL'));
    const seen = new Map<string, number>();
    const elapsed = stopwatch(swapper.pid ?? 0);
    while (elapsed() < 1500) {
      const text = await read(root, '/real/own');
      seen.set(text, (seen.get(text) ?? 0) + 1);
    }
    expect([...seen.keys()]).not.toContain('s3cret');
    expect(seen.get('inside\n')).toBeGreaterThan(10);
    expect(seen.size).toBeGreaterThan(1);
  });
});

async function shown({ rootfs }: HostTree): Promise<string> {
  const report = await assessTree(rootfs);
  return `${tableReport(report, { ...plainStyle, colour: true })}${JSON.stringify(jsonReport(report))}`;
}

describe('a static pod directory with links', () => {
  test('to files of the host that are no pods shows nothing of them', async () => {
    const node = hostTree();
    node.write('etc/shadow', 'root:$6$s3cret:19000:0:99999:7:::\n*s3cret: &s3cret "\\s3cret\n');
    node.write('etc/key.pem', '-----BEGIN PRIVATE KEY-----\ns3cret\n-----END PRIVATE KEY-----\n');
    node.write('etc/token.json', '{"token": s3cret}');
    node.write('etc/list.json', '{"kind": {"s3cret": 1}, "apiVersion": ["s3cret"]}');
    for (const name of ['shadow', 'key.pem', 'token.json', 'list.json'])
      symlinkSync(`/etc/${name}`, join(node.manifests, name));
    const text = await shown(node);
    expect(text).toContain(`${manifestPath}/shadow`);
    expect(text).not.toContain('s3cret');
  });

  test('to a FIFO, a device, memory, a directory or nothing is read without waiting', async () => {
    const node = hostTree();
    execFileSync('mkfifo', [join(node.rootfs, 'fifo')]);
    execFileSync('mknod', [join(node.rootfs, 'zero'), 'c', '1', '5']);
    mkdirSync(join(node.rootfs, 'directory'));
    for (const target of ['/fifo', '/zero', '/directory', '/none', '/proc/self/mem', '/dev/stdin', '.'])
      symlinkSync(target, join(node.manifests, `${target.replaceAll('/', '-')}.yaml`));
    expect(await shown(node)).toContain('is not a regular file');
    // The host's own root, where these are what they are called.
    symlinkSync('/proc/self/mem', join(node.manifests, 'memory.yaml'));
    const report = await assessTree('/', [`--path.manifests=${node.manifests}`]);
    const manifest = report.sources.find(({ source }) => source === 'manifest');
    expect(manifest?.causes.map(({ reason }) => reason)).toContain('manifest_unreadable');
  });

  test("a configuration file on a hostPath volume stays inside the host's root", async () => {
    const node = hostTree();
    const outside = temporaryDirectory();
    writeFileSync(join(outside, 'etcd.yaml'), 'name: s3cret\n');
    mkdirSync(join(node.rootfs, 'volume'));
    symlinkSync(outside, join(node.rootfs, 'volume/out'));
    const container = {
      name: 'etcd',
      command: ['etcd', '--config-file=/conf/out/etcd.yaml'],
      volumeMounts: [{ name: 'v', mountPath: '/conf' }],
    };
    const spec = { containers: [container], volumes: [{ name: 'v', hostPath: { path: '/volume' } }] };
    node.write(`${manifestPath}/etcd.yaml`, JSON.stringify({ ...JSON.parse(podText({})), spec }));
    const text = await shown(node);
    expect(text).toContain('config_file_missing');
    expect(text).not.toContain('s3cret');
  });
});
