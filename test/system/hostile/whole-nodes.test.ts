// The worst that each input may be, all of it at once: what one assessment then costs, in a process of its own.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hostTree, type HostTree, manifestPath } from '../../support/host-tree.ts';
import { statLine } from '../../support/observe/procfs-tree.ts';
import { secureArgv } from '../../support/resolve/verdicts.ts';
import { cpuBudget } from '../../support/cpu-time.ts';

type Cost = {
  readonly cpu: number;
  readonly memory: number;
  readonly output: number;
  readonly statuses: object;
};

/** As the image starts it. */
function assessOnce({ rootfs }: HostTree): Cost {
  const argv = ['--max-semi-space-size=1', join(import.meta.dirname, 'assess-once.ts'), rootfs];
  return JSON.parse(execFileSync(process.execPath, argv, { encoding: 'utf8' })) as Cost;
}

function addProcess({ rootfs }: HostTree, pid: number, argv: readonly string[], file?: string): void {
  const directory = join(rootfs, 'proc', `${pid}`);
  mkdirSync(join(directory, 'root'), { recursive: true });
  writeFileSync(join(directory, 'cmdline'), argv.map((word) => `${word}\0`).join(''));
  writeFileSync(join(directory, 'environ'), '');
  writeFileSync(join(directory, 'stat'), statLine(pid, 'x', 'S', pid));
  if (file !== undefined) writeFileSync(join(directory, 'root/etcd.yaml'), file);
}

const memoryBudget = 64 * 1024 * 1024;
const unknown = { '2.4': 'unknown', '2.5': 'unknown' };

describe('an assessment takes less CPU time than parsing 1.4 MiB of YAML, and less than 64 MiB', () => {
  test.each([
    ['flat keys', 'a: b\n'],
    ['flow lists', '[a,'],
    ['anchors', '- &a a\n'],
    ['errors', '"]'],
  ])('with 64 processes named etcd whose configuration files are %s', (_what, unit) => {
    const node = hostTree();
    for (let pid = 1; pid <= 64; pid += 1)
      addProcess(node, pid, ['etcd', '--config-file=/etcd.yaml'], unit.repeat(65_000 / unit.length));
    const { cpu, memory, statuses } = assessOnce(node);
    expect(cpu).toBeLessThan(cpuBudget);
    expect(memory).toBeLessThan(memoryBudget);
    expect(statuses).not.toMatchObject({ '2.4': 'pass' });
  });

  test('with 64 processes named etcd of a hundred thousand characters each', () => {
    const node = hostTree();
    for (let pid = 1; pid <= 64; pid += 1)
      addProcess(node, pid, [...secureArgv(`--data-dir=/${pid}`), `--name=${'$('.repeat(50_000)}`]);
    const { cpu, memory, output, statuses } = assessOnce(node);
    expect(cpu).toBeLessThan(cpuBudget);
    expect(memory).toBeLessThan(memoryBudget);
    expect(output).toBeLessThan(1024 * 1024);
    expect(statuses).toEqual({ '2.4': 'pass', '2.5': 'pass' });
  });

  test.each([
    ['flat keys', 'a: b\n'],
    ['flow lists', '[a,'],
  ])('with a static pod file of 256 KiB of %s', (_what, unit) => {
    const node = hostTree();
    node.write(`${manifestPath}/etcd.yaml`, unit.repeat((256 * 1024) / unit.length));
    const { cpu, memory, statuses } = assessOnce(node);
    expect(cpu).toBeLessThan(cpuBudget);
    expect(memory).toBeLessThan(memoryBudget);
    expect(statuses).toEqual(unknown);
  });
});

test('a static pod directory is read up to 1 MiB', () => {
  const node = hostTree();
  for (let file = 0; file < 40; file += 1) node.write(`${manifestPath}/${file}.yaml`, `# ${'x'.repeat(200_000)}`);
  expect(assessOnce(node).memory).toBeLessThan(memoryBudget);
});
