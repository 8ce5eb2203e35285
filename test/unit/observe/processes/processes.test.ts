import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ProcessTable } from '../../../../src/model/observation.ts';
import { createProcessFollower } from '../../../../src/observe/processes/process-follower.ts';
import { type Candidate, examineProcess, readProcesses } from '../../../../src/observe/processes/processes.ts';
import { procfsTree, statLine } from '../../../support/observe/procfs-tree.ts';

/** Every process whose program is called `subject` is of interest. */
const filter = (argv: readonly string[], exe: string): string | undefined =>
  [argv[0] ?? '', exe].some((name) => /(?:^|\/)subject$/.test(name)) ? 'subject' : undefined;

function observe(procfs: string): ProcessTable {
  return createProcessFollower(procfs, filter, () => 0).read();
}

function candidatesOf(procfs: string, ...pids: readonly number[]): readonly Candidate[] {
  return pids.flatMap((pid) => {
    const candidate = examineProcess(procfs, pid, filter);
    return candidate.ok ? [candidate.value] : [];
  });
}

describe('a process directory', () => {
  test('that is not there, or is none, is a reason', () => {
    expect(observe('/none').problem).toEqual({
      reason: 'procfs_unreadable',
      detail: '/none does not exist',
    });
    expect(observe('/proc/version').problem?.reason).toBe('procfs_unreadable');
  });

  test('that is saved and holds nothing of interest is seen whole', () => {
    const procfs = procfsTree({ pid: 1, cmdline: '/sbin/init\0' }, { pid: 2, cmdline: '' });
    mkdirSync(join(procfs, '123abc'));
    mkdirSync(join(procfs, '77'));
    expect(observe(procfs)).toEqual({ processes: [], problem: undefined, vanished: 0, unread: 0 });
  });
});

describe('a process', () => {
  test('is read with its argv, environment, start time, executable and control group', () => {
    const procfs = procfsTree({
      pid: 7,
      cmdline: '/usr/bin/subject\0--a=1\0\0two words\0',
      environ: 'A=1\0EMPTY=\0LINES=a\nb\0',
      startTime: 4711,
      cgroup: '0::/kubepods.slice/pod1/cri-containerd-1.scope\n',
      exe: '/usr/bin/subject',
    });
    expect(observe(procfs).processes).toEqual([
      {
        pid: 7,
        startTime: 4711,
        argv: { ok: true, value: ['/usr/bin/subject', '--a=1', '', 'two words'] },
        environ: { ok: true, value: ['A=1', 'EMPTY=', 'LINES=a\nb'] },
        exe: '/usr/bin/subject',
        containerised: true,
      },
    ]);
  });

  test.each([
    ['without a NUL at the end', 'subject\0--a', ['subject', '--a']],
    ['with an empty last word', 'subject\0\0', ['subject', '']],
    ['of one word', 'subject', ['subject']],
    ['with bytes that are no text', Buffer.from('subject\0\xff', 'latin1'), ['subject', '\uFFFD']],
    ['of 128 KiB', `subject\0${'x'.repeat(128 * 1024)}\0`, ['subject', 'x'.repeat(128 * 1024)]],
    ['of 1 MiB', `subject\0${'x'.repeat(1024 * 1024 - 9)}\0`, ['subject', 'x'.repeat(1024 * 1024 - 9)]],
  ])('may have a command line %s', (_, cmdline, expected) => {
    expect(observe(procfsTree({ pid: 7, cmdline })).processes[0]?.argv).toEqual({
      ok: true,
      value: expected,
    });
  });

  test('with a command line beyond 1 MiB is known by its first word', () => {
    const long = 'x'.repeat(100_000);
    const cmdline = (program: string): string => `${program}\0${`${long}\0`.repeat(20)}`;
    const procfs = procfsTree({ pid: 7, cmdline: cmdline('subject') }, { pid: 8, cmdline: cmdline('grep') });
    const { processes, problem } = observe(procfs);
    expect(problem).toBeUndefined();
    expect(processes.map(({ pid, argv }) => [pid, argv])).toEqual([
      [
        7,
        {
          ok: false,
          error: {
            reason: 'command_line_unreadable',
            detail: 'the command line of pid 7 cannot be read (E2BIG)',
          },
        },
      ],
    ]);
  });

  test('that has ended is none, whatever its command line says', () => {
    const dead = procfsTree({ pid: 7, cmdline: 'subject\0', state: 'Z' }, { pid: 8, cmdline: 'subject\0', state: 'X' });
    expect(observe(dead)).toMatchObject({ processes: [], vanished: 0 });
  });

  test('may have any name in its stat', () => {
    const procfs = procfsTree({ pid: 7, cmdline: 'subject\0', comm: 'a) Z 1 (b) 2', startTime: 99 });
    expect(observe(procfs).processes).toMatchObject([{ startTime: 99 }]);
  });

  test('without any command line is known by its executable, and its settings are not', () => {
    const procfs = procfsTree({ pid: 7, cmdline: '', exe: '/usr/bin/subject' });
    expect(observe(procfs).processes).toMatchObject([
      { argv: { ok: false, error: { reason: 'command_line_unreadable' } } },
    ]);
  });

  test('that vanishes between the look and the reading is counted, and the others are read', () => {
    const procfs = procfsTree({ pid: 7, cmdline: 'subject\0' }, { pid: 8, cmdline: 'subject\0' });
    const candidates = candidatesOf(procfs, 7, 8);
    rmSync(join(procfs, '7'), { recursive: true });
    const { processes, vanished } = readProcesses(procfs, { candidates, hidden: 0 });
    expect(processes.map(({ pid }) => pid)).toEqual([8]);
    expect(vanished).toBe(1);
  });

  test('whose id goes to another process while it is read is counted as vanished', () => {
    const procfs = procfsTree({ pid: 7, cmdline: 'subject\0' });
    const candidates = candidatesOf(procfs, 7);
    const stat = join(procfs, '7/stat');
    rmSync(stat);
    execFileSync('mkfifo', [stat]);
    // Each reader of the FIFO gets the next of these start times.
    const lines = [5, 6].map((startTime) => `echo '${statLine(7, 'x', 'S', startTime).trim()}' > "$0"`);
    const writer = spawn('sh', ['-c', lines.join('; sleep 0.2; '), stat]);
    onTestFinished(() => void writer.kill('SIGKILL'));
    expect(readProcesses(procfs, { candidates, hidden: 0 })).toMatchObject({ processes: [], vanished: 1 });
  });

  test('is containerised by its control group', () => {
    const groups: Readonly<Record<string, boolean>> = {
      '0::/system.slice/etcd.service': false,
      '0::/user.slice/user-0.slice/session-1.scope': false,
      '12:pids:/kubepods/burstable/pod1/abc': true,
      '0::/system.slice/docker-0123.scope': true,
      '0::/kubepods.slice/crio-0123.scope': true,
      '0::/machine.slice/libpod-0123.scope': true,
    };
    const procfs = procfsTree(
      ...Object.keys(groups).map((cgroup, index) => ({ pid: index + 1, cmdline: 'subject\0', cgroup })),
    );
    expect(observe(procfs).processes.map(({ containerised }) => containerised)).toEqual(Object.values(groups));
  });
});

describe('the fingerprint of the processes', () => {
  const one = { pid: 7, cmdline: 'subject\0--a\0', startTime: 5, environ: 'A=1\0' };
  const fingerprint = (procfs: string): string => JSON.stringify(observe(procfs));

  test('is the same while the processes of interest are', () => {
    expect(fingerprint(procfsTree(one, { pid: 9, cmdline: 'grep\0' }))).toBe(fingerprint(procfsTree(one)));
  });

  test.each([
    ['ended', []],
    ['was started again', [{ ...one, startTime: 6 }]],
    ['has another id', [{ ...one, pid: 8 }]],
    ['became another by exec', [{ ...one, cmdline: 'subject\0--b\0' }]],
    ['became another with other variables', [{ ...one, environ: 'A=2\0' }]],
    ['got company', [one, { ...one, pid: 8 }]],
  ])('changes when one %s', (_, entries) => {
    expect(fingerprint(procfsTree(...entries))).not.toBe(fingerprint(procfsTree(one)));
  });

  test('changes when the process directory goes', () => {
    const procfs = procfsTree();
    const before = fingerprint(procfs);
    rmSync(procfs, { recursive: true });
    expect(fingerprint(procfs)).not.toBe(before);
  });
});
