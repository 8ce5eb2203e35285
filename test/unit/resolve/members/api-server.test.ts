import { describe, expect, test } from 'vitest';
import { type KnownServers, kubernetesUse, knownServers } from '../../../../src/resolve/members/api-server.ts';
import { failWith } from '../../../../src/model/result.ts';
import { apiServer, apiServerOf } from '../../../support/observations.ts';
import { resolution, runningInvocation } from '../../../support/resolve/verdicts.ts';

function serversOf(...flags: readonly string[]): KnownServers {
  return knownServers([apiServerOf(...flags)]);
}

function counts(clientUrls: string, servers: string, advertised = clientUrls): boolean {
  const urls = [
    `--listen-client-urls=${clientUrls}`,
    `--advertise-client-urls=${advertised}`,
    '--cert-file=/c',
    '--key-file=/k',
  ];
  const resolved = resolution(runningInvocation({ argv: ['etcd', ...urls] }));
  if (resolved?.resolved !== true) throw new Error('The settings are not resolved');
  return kubernetesUse([resolved.settings], serversOf(`--etcd-servers=${servers}`)).counts;
}

describe("the API server's etcd servers", () => {
  test.each([
    ['one', ['--etcd-servers=https://192.0.2.10:2379'], ['192.0.2.10 2379']],
    [
      'a list',
      ['--etcd-servers=https://192.0.2.10:2379,https://192.0.2.11:2379'],
      ['192.0.2.10 2379', '192.0.2.11 2379'],
    ],
    ['the space form', ['--etcd-servers', 'https://192.0.2.10:2379'], ['192.0.2.10 2379']],
    ['a repeated flag, which adds', ['--etcd-servers=http://a:1', '--etcd-servers=http://b:1'], ['a 1', 'b 1']],
    [
      'overrides',
      ['--etcd-servers=http://a:1', '--etcd-servers-overrides=/events#http://b:1;http://c:1,/leases#http://d:1'],
      ['a 1', 'b 1', 'c 1', 'd 1'],
    ],
    ['IPv6 in one spelling', ['--etcd-servers=https://[2001:DB8:0::1]:2379'], ['2001:db8::1 2379']],
    ['names in lower case', ['--etcd-servers=https://ETCD.example:2379/'], ['etcd.example 2379']],
  ])('are read from %s', (_what, flags, expected) => {
    const servers = serversOf(...flags);
    expect(servers.ok && servers.value.map(({ host, port }) => `${host} ${port}`)).toEqual(expected);
  });

  test.each([
    ['there is no such flag', serversOf('--secure-port=6443')],
    ['the list is empty', serversOf('--etcd-servers=')],
    ['an entry is no URL', serversOf('--etcd-servers=https://192.0.2.10:2379,$(ETCD)')],
    ['there is no API server', knownServers([])],
    [
      'one of several cannot be read',
      knownServers([apiServerOf('--etcd-servers=http://a:1'), apiServer(failWith('command_line_unreadable', ''))]),
    ],
  ])('are not known when %s', (_what, servers) => {
    expect(servers.ok).toBe(false);
  });
});

describe('a member may be the store of Kubernetes', () => {
  test.each([
    ['it listens on the address', 'https://192.0.2.10:2379', 'https://192.0.2.10:2379'],
    ['one of its addresses is named', 'https://127.0.0.1:2379,https://192.0.2.10:2379', 'https://192.0.2.10:2379'],
    ['it is one of several servers', 'https://192.0.2.10:2379', 'https://192.0.2.9:2379,https://192.0.2.10:2379'],
    ['it listens on every address', 'https://0.0.0.0:2379', 'https://192.0.2.10:2379'],
    ['it listens on every IPv6 address', 'https://[::]:2379', 'https://192.0.2.10:2379'],
    ['both are this machine', 'http://localhost:2379', 'https://127.0.0.1:2379'],
    ['both are this machine by IPv6', 'http://[::1]:2379', 'https://localhost:2379'],
    ['both are this machine by IPv4 inside IPv6', 'http://[::ffff:127.0.0.1]:2379', 'https://127.0.0.1:2379'],
    ['its server is a name, which may be any address', 'https://192.0.2.10:2379', 'https://etcd.example:2379'],
    ['IPv6 is spelled in two ways', 'https://[2001:DB8:0:0::1]:2379', 'https://[2001:db8::1]:2379'],
    ['the servers cannot be read', 'https://192.0.2.10:2379', '$(ETCD)'],
  ])('when %s', (_what, clientUrls, servers) => {
    expect(counts(clientUrls, servers)).toBe(true);
  });

  test.each([
    ['it advertises a name', 'https://etcd.example:2379'],
    ['what it advertises cannot be read', 'x'],
  ])('when %s', (_what, advertised) => {
    expect(counts('https://127.0.0.1:2379', 'https://192.0.2.10:2379', advertised)).toBe(true);
  });

  test.each([
    ['another address is used', 'https://192.0.2.10:2379', 'https://192.0.2.11:2379'],
    ["another port is used (calico's etcd)", 'http://192.0.2.10:6666', 'https://192.0.2.10:2379'],
    ['another port of every address is used', 'http://0.0.0.0:6666', 'https://192.0.2.10:2379'],
    ['another port of a name is used', 'http://192.0.2.10:6666', 'https://etcd.example:2379'],
    [
      'it listens on this machine only, and a server elsewhere is used',
      'http://127.0.0.1:2379',
      'https://192.0.2.10:2379',
    ],
  ])('but not when %s', (_what, clientUrls, servers) => {
    expect(counts(clientUrls, servers)).toBe(false);
  });

  test('when an override alone names it', () => {
    const urls = ['--listen-client-urls=http://127.0.0.1:4002', '--advertise-client-urls=http://127.0.0.1:4002'];
    const resolved = resolution(runningInvocation({ argv: ['etcd', ...urls] }));
    const servers = serversOf(
      '--etcd-servers=http://127.0.0.1:4001',
      '--etcd-servers-overrides=/events#http://127.0.0.1:4002',
    );
    expect(resolved?.resolved === true && kubernetesUse([resolved.settings], servers).counts).toBe(true);
  });

  test('when its own client URLs are not known', () => {
    const gap = { reason: 'environment_unreadable', detail: '' } as const;
    const invocation = runningInvocation({ argv: ['etcd'] });
    const resolved = resolution({ ...invocation, environment: { ...invocation.environment, gap } });
    expect(
      resolved?.resolved === true &&
        kubernetesUse([resolved.settings], serversOf('--etcd-servers=http://192.0.2.9:1')).counts,
    ).toBe(true);
  });
});
