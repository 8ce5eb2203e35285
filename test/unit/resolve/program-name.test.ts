import { describe, expect, test } from 'vitest';
import { baseName, isShell, processKind } from '../../../src/resolve/program-name.ts';

describe('the program of a path', () => {
  test.each([
    ['etcd', 'etcd'],
    ['/usr/local/bin/etcd', 'etcd'],
    ['/usr/bin/etcd (deleted)', 'etcd'],
    ['./etcd', 'etcd'],
    ['/usr/bin/', ''],
    ['', ''],
    ['/a\n/etcd', 'etcd'],
  ])('"%s" is "%s"', (path, name) => {
    expect(baseName(path)).toBe(name);
  });

  test.each(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh', 'mksh', 'busybox', 'busybox.static'])(
    '%s is a shell',
    (name) => {
      expect(isShell(name)).toBe(true);
    },
  );

  test.each(['etcd', 'ssh', 'fish-etcd', 'shell', ''])('"%s" is no shell', (name) => {
    expect(isShell(name)).toBe(false);
  });
});

describe('a process is known to be', () => {
  test.each([
    ['etcd by both names', ['etcd'], '/usr/bin/etcd', 'etcd'],
    ['etcd by a full path', ['/usr/local/bin/etcd', '--name=a'], '/usr/local/bin/etcd', 'etcd'],
    ['etcd whose executable was replaced', ['etcd'], '/usr/bin/etcd (deleted)', 'etcd'],
    ['etcd whose executable may not be read', ['etcd'], '', 'etcd'],
    ['etcd under another name', ['my-store'], '/usr/bin/etcd', 'etcd'],
    ['etcd from a renamed file', ['etcd'], '/opt/etcd-v3.5.16', 'etcd'],
    ['a process without a command line, by its executable', [], '/usr/bin/etcd', 'etcd'],
    ['a shell that calls itself etcd', ['etcd'], '/bin/bash', undefined],
    ['a script named etcd', ['/bin/bash', '/usr/local/bin/etcd', '--name=a'], '/usr/bin/bash', undefined],
    ['an interpreter that calls itself etcd', ['etcd'], '/usr/bin/python3.11', undefined],
    ['a shell whose text holds etcd', ['sh', '-c', 'etcd --name=a'], '/bin/busybox', undefined],
    ['etcdctl', ['etcdctl', 'get'], '/usr/bin/etcdctl', undefined],
    ['etcd-manager', ['/etcd-manager', '--x'], '/etcd-manager', undefined],
    [
      'the API server, which names etcd',
      ['kube-apiserver', '--etcd-servers=x'],
      '/usr/local/bin/kube-apiserver',
      'kube-apiserver',
    ],
    ['the API server of hyperkube', ['/hyperkube', 'kube-apiserver'], '/hyperkube', 'kube-apiserver'],
    ['another part of hyperkube', ['/hyperkube', 'kubelet'], '/hyperkube', undefined],
    ['k3s with its title as one word', ['/usr/local/bin/k3s server'], '/var/lib/rancher/k3s/data/x/bin/k3s', 'k3s'],
    ['k3s with its words apart', ['k3s', 'server', '--cluster-init'], '', 'k3s'],
    ['k3s with its options in its title', ['/usr/local/bin/k3s server --cluster-init'], '', 'k3s'],
    ['a k3s agent', ['/usr/local/bin/k3s agent'], '', undefined],
    ['a program whose name ends in k3s', ['/usr/local/bin/not-k3s server'], '', undefined],
    ['a kernel thread', [], '', undefined],
  ] as const)('%s', (_what, argv, exe, kind) => {
    expect(processKind(argv, exe)).toBe(kind);
  });
});
