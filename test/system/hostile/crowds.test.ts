// Thousands of what a node has one of, and processes that are not what they say.
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jsonReport } from '../../../src/publish/reports/json-report.ts';
import { hostTree, type HostTree, manifestPath } from '../../support/host-tree.ts';
import { assessTree, expositionOf, statusesOf } from '../../support/observed-node.ts';
import { statLine } from '../../support/observe/procfs-tree.ts';
import { podText, secureArgv } from '../../support/resolve/verdicts.ts';
import { cpuBudget, cpuCost } from '../../support/cpu-time.ts';

type Saved = {
  readonly argv: readonly string[];
  readonly environ?: string;
  readonly exe?: string;
  readonly cgroup?: string;
};

const container = '0::/kubepods/burstable/pod1/x\n';

function addProcess({ rootfs }: HostTree, pid: number, { argv, environ = '', exe, cgroup = container }: Saved): void {
  const directory = join(rootfs, 'proc', `${pid}`);
  mkdirSync(directory);
  writeFileSync(join(directory, 'cmdline'), argv.map((word) => `${word}\0`).join(''));
  writeFileSync(join(directory, 'environ'), environ);
  writeFileSync(join(directory, 'cgroup'), cgroup);
  writeFileSync(join(directory, 'stat'), statLine(pid, 'x', 'S', pid));
  if (exe !== undefined) symlinkSync(exe, join(directory, 'exe'));
}

const both = (status: string): object => ({ '2.4': status, '2.5': status });
const good = secureArgv('--name=cp-1', '--data-dir=/var/lib/etcd');
const bad = ['etcd', '--name=cp-1', '--data-dir=/var/lib/etcd'];

describe('thousands of', () => {
  test('processes named etcd cost a bounded report, and the verdict is not a pass', async () => {
    const node = hostTree();
    node.write(`${manifestPath}/etcd.yaml`, podText({ command: good }));
    // Only the first ones are read whole: the others need no more than a command line.
    for (let pid = 100; pid <= 4000; pid += 1) {
      mkdirSync(join(node.rootfs, `proc/${pid}`));
      writeFileSync(join(node.rootfs, `proc/${pid}/cmdline`), 'etcd');
    }
    for (let pid = 1; pid < 100; pid += 1) addProcess(node, pid, { argv: good.with(6, `--name=n${pid}`) });
    let report = await assessTree(node.rootfs);
    expect(await cpuCost(async () => (report = await assessTree(node.rootfs)))).toBeLessThan(cpuBudget);
    expect(statusesOf(report)).toEqual(both('unknown'));
    expect(report.members.length).toBeLessThan(70);
    expect(report.sources.find(({ source }) => source === 'process')?.up).toBe(false);
    expect((await expositionOf(report)).length).toBeLessThan(256 * 1024);
  });

  test('containers that start etcd cost a bounded report, and the verdict is not a pass', async () => {
    const node = hostTree();
    const containers = Array.from({ length: 10_000 }, () => ({ command: ['etcd'] }));
    const pod = { apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ command: good }, ...containers] } };
    node.write(`${manifestPath}/etcd.yaml`, JSON.stringify(pod));
    const policy = ['--single-member=not_applicable'];
    let report = await assessTree(node.rootfs, policy);
    expect(await cpuCost(async () => (report = await assessTree(node.rootfs, policy)))).toBeLessThan(cpuBudget);
    expect(statusesOf(report)).toEqual(both('unknown'));
    expect(report.members.length).toBeLessThan(70);
    expect(JSON.stringify(jsonReport(report)).length).toBeLessThan(1024 * 1024);
  });

  test('megabytes of environment are read up to 8 MiB, and the rest counts as unknown', async () => {
    const node = hostTree();
    const environ = `X=${'x'.repeat(1000 * 1024)}\0`;
    for (let pid = 1; pid <= 40; pid += 1) addProcess(node, pid, { argv: good.with(6, `--name=n${pid}`), environ });
    const report = await assessTree(node.rootfs);
    expect(report.members.length).toBeLessThan(12);
    expect(statusesOf(report)).toEqual(both('unknown'));
  });

  test('server and client addresses are compared in no more than the budget', async () => {
    const node = hostTree();
    const servers = Array.from({ length: 9000 }, (_, port) => `http://a:${port}`).join(',');
    const clients = Array.from({ length: 300 }, (_, port) => `http://b:${port}`).join(',');
    const apiServer = Array.from({ length: 8 }, () => `--etcd-servers=${servers}`);
    addProcess(node, 1, { argv: ['kube-apiserver', ...apiServer], cgroup: '0::/\n' });
    for (let pid = 2; pid < 60; pid += 1)
      addProcess(node, pid, { argv: [...good, `--name=n${pid}`, `--listen-client-urls=${clients}`] });
    expect(await cpuCost(() => assessTree(node.rootfs))).toBeLessThan(cpuBudget);
  });

  test('peer URLs are not all asked, and nothing is claimed of them', async () => {
    const node = hostTree();
    const urls = Array.from({ length: 65 }, (_, port) => `https://127.0.0.1:${10_000 + port}`).join(',');
    addProcess(node, 1, { argv: [...good, `--listen-peer-urls=${urls}`] });
    expect(statusesOf(await assessTree(node.rootfs))).toEqual(both('unknown'));
  });
});

describe('a process', () => {
  test('with perfect flags does not make the node pass while the real one fails', async () => {
    const node = hostTree();
    addProcess(node, 10, { argv: bad, exe: '/usr/local/bin/etcd' });
    addProcess(node, 20, { argv: good, exe: '/usr/bin/sleep' });
    addProcess(node, 30, { argv: good });
    node.write(`${manifestPath}/etcd.yaml`, podText({ command: good }));
    expect(statusesOf(await assessTree(node.rootfs))).toEqual(both('fail'));
  });

  test('in a container that calls itself the API server takes no etcd out of the verdict', async () => {
    const node = hostTree();
    addProcess(node, 10, { argv: bad });
    addProcess(node, 20, { argv: ['kube-apiserver', '--etcd-servers=https://192.0.2.99:2379'] });
    addProcess(node, 30, {
      argv: [
        ...good,
        '--name=x',
        '--listen-client-urls=https://192.0.2.99:2379',
        '--advertise-client-urls=https://192.0.2.99:2379',
      ],
    });
    expect(statusesOf(await assessTree(node.rootfs))).toEqual(both('fail'));
    expect(statusesOf(await assessTree(node.rootfs, ['--no-etcd=not_applicable']))).toEqual(both('fail'));
  });

  test('is found by its executable when it calls itself something else, also a deleted one', async () => {
    for (const exe of ['/usr/local/bin/etcd', '/usr/local/bin/etcd (deleted)']) {
      const node = hostTree();
      addProcess(node, 10, { argv: ['sleep', ...bad.slice(1)], exe });
      expect(statusesOf(await assessTree(node.rootfs))).toEqual(both('fail'));
    }
  });

  test('with a command line beyond what is read stays an etcd where its executable may not be read', async () => {
    const node = hostTree();
    node.write(`${manifestPath}/etcd.yaml`, podText({ command: good }));
    addProcess(node, 10, { argv: ['etcd', `--name=${'x'.repeat(1024 * 1024)}`] });
    const report = await assessTree(node.rootfs);
    expect(report.members.flatMap(({ sources }) => sources.map(({ source }) => source))).toContain('process');
    expect(report.sources.find(({ source }) => source === 'process')?.causes).toMatchObject([
      { reason: 'command_line_unreadable' },
    ]);
  });
});

describe('a saved tree', () => {
  test('with FIFOs, devices and links for files is read without waiting, and nothing of what they lead to is shown', async () => {
    const node = hostTree();
    node.write('secret', 'etcd\0--name=s3cret\0');
    addProcess(node, 10, { argv: good });
    for (const [pid, name] of ['cmdline', 'environ', 'stat', 'cgroup'].entries()) {
      for (const [way, make] of [
        (file: string) => execFileSync('mkfifo', [file]),
        (file: string) => symlinkSync('/dev/zero', file),
        (file: string) => symlinkSync(join(node.rootfs, 'secret'), file),
      ].entries()) {
        const own = 100 + pid * 10 + way;
        const directory = join(node.rootfs, 'proc', `${own}`);
        mkdirSync(directory);
        for (const other of ['cmdline', 'environ', 'stat', 'cgroup']) {
          const text = { cmdline: 'etcd\0', stat: statLine(own, 'x', 'S', own) }[other] ?? '';
          if (other === name) make(join(directory, other));
          else writeFileSync(join(directory, other), text);
        }
      }
    }
    const report = await assessTree(node.rootfs);
    expect(JSON.stringify(jsonReport(report))).not.toContain('s3cret');
  });
});
