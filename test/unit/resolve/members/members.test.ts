import { describe, expect, test } from 'vitest';
import type { EtcdInvocation, ResolvedEtcd } from '../../../../src/model/invocation.ts';
import { resolveMembers } from '../../../../src/resolve/members/members.ts';
import { apiServerOf, observationsOf, resolvedEtcd } from '../../../support/observations.ts';
import {
  declaredInvocation,
  declaredInvocations,
  podText,
  resolution,
  runningInvocation,
} from '../../../support/resolve/verdicts.ts';

function resolved(invocation: EtcdInvocation): ResolvedEtcd {
  return resolvedEtcd(invocation, resolution(invocation));
}

type Place = { readonly pid?: number; readonly startTime?: number };

function running(argv: readonly string[], { pid = 100, startTime = 1 }: Place = {}): ResolvedEtcd {
  const invocation = runningInvocation({ argv: ['etcd', ...argv] });
  return resolved({ ...invocation, pid, startTime, location: `pid ${pid}`, fallbackName: `pid-${pid}` });
}

function declared(argv: readonly string[], file = 'etcd.yaml'): ResolvedEtcd {
  const invocation = declaredInvocation({ argv: ['etcd', ...argv] });
  return resolved({ ...invocation, location: `${file} (container etcd)`, file });
}

function scripted(script: string, name = 'etcd'): ResolvedEtcd {
  const [invocation] = declaredInvocations(podText({ name, command: ['/bin/sh', '-c', script] }));
  if (invocation === undefined) throw new Error('The script starts no etcd');
  return resolved(invocation);
}

/** Each member as `id: locations`. */
function members(...invocations: readonly ResolvedEtcd[]): readonly string[] {
  return resolveMembers(observationsOf(invocations)).map(
    ({ id, sources }) => `${id}: ${sources.map(({ location }) => location).join(' + ')}`,
  );
}

const own = ['--name=m1', '--data-dir=/var/lib/etcd'];
const manifest = 'etcd.yaml (container etcd)';

describe('a manifest and a process are one member', () => {
  test('when they share name and data directory', () => {
    expect(members(declared(own), running(own))).toEqual([`m1: ${manifest} + pid 100`]);
  });

  test('when the directory has a slash more', () => {
    expect(members(declared([...own, '--data-dir=/var/lib/etcd/']), running(own))).toHaveLength(1);
  });

  test("when both have etcd's default directory", () => {
    expect(members(declared(['--name=m1']), running(['--name=m1', '--data-dir=m1.etcd']))).toHaveLength(1);
  });

  test('when the name in the manifest is only known to the kubelet', () => {
    const open = declared(['--name=$(NODE)', '--data-dir=/var/lib/etcd']);
    const placeholders = new Set(['NODE']);
    expect(members({ ...open, invocation: { ...open.invocation, placeholders } }, running(own))).toEqual([
      `m1: ${manifest} + pid 100`,
    ]);
  });

  test("when the manifest's script names the directory", () => {
    const others = running(['--name=m2', '--data-dir=/other'], { pid: 200 });
    expect(members(scripted('exec etcd --data-dir=/var/lib/etcd'), others, running(own))).toHaveLength(2);
    expect(members(scripted('exec etcd --data-dir="/var/lib/etcd" \\\n --x'), running(own))).toEqual([
      'm1: /etc/kubernetes/manifests/etcd.yaml (container etcd) + pid 100',
    ]);
  });

  test('when one of each is left and the manifest tells nothing', () => {
    expect(members(scripted('exec etcd $FLAGS'), running(own))).toHaveLength(1);
  });

  test('when two files declare it', () => {
    expect(members(declared(own), declared(own, 'etcd.yaml.bak'), running(own))).toEqual([
      `m1: ${manifest} + etcd.yaml.bak (container etcd) + pid 100`,
    ]);
  });

  test('when the process is the newer of two, while a restart is under way', () => {
    const old = running(own, { pid: 100, startTime: 1 });
    const young = running(own, { pid: 200, startTime: 2 });
    expect(members(declared(own), old, young)).toEqual([
      'm1 (pid 100): pid 100',
      `m1 (pid 200): ${manifest} + pid 200`,
    ]);
  });
});

describe('a manifest and a process are two members', () => {
  test.each([
    ['the names differ', ['--name=m2', '--data-dir=/var/lib/etcd']],
    ['the directories differ', ['--name=m1', '--data-dir=/other']],
    ['both differ', ['--name=m2', '--data-dir=/other']],
  ])('when %s', (_what, argv) => {
    expect(members(declared(argv), running(own))).toHaveLength(2);
  });

  test('when a script could be that of two processes', () => {
    const other = running(['--name=m2', '--data-dir=/other'], { pid: 200 });
    expect(members(scripted('exec etcd $FLAGS'), running(own), other)).toHaveLength(3);
  });
});

describe('kops: main and events on one node', () => {
  const main = ['--name=etcd-a', '--data-dir=/rootfs/mnt/main'];
  const events = ['--name=etcd-events-a', '--data-dir=/rootfs/mnt/events'];

  test('each manifest meets its own process', () => {
    const all = [
      declared(events, 'events'),
      declared(main, 'main'),
      running(main, { pid: 1 }),
      running(events, { pid: 2 }),
    ];
    expect(members(...all)).toEqual([
      'etcd-a: main (container etcd) + pid 1',
      'etcd-events-a: events (container etcd) + pid 2',
    ]);
  });
});

describe('ids', () => {
  test('are the name', () => {
    expect(members(running(own))).toEqual(['m1: pid 100']);
  });

  test("are etcd's default name where none is given", () => {
    expect(members(running([]))).toEqual(['default: pid 100']);
  });

  test('hold the data directory where two share a name', () => {
    const a = running(['--name=m', '--data-dir=/a'], { pid: 1 });
    const b = running(['--name=m', '--data-dir=/b'], { pid: 2 });
    expect(members(a, b)).toEqual(['m (/a): pid 1', 'm (/b): pid 2']);
  });

  test('hold the place where two share even that', () => {
    const a = running(['--name=m', '--data-dir=/a'], { pid: 1 });
    const b = running(['--name=m', '--data-dir=/a'], { pid: 2 });
    expect(members(a, b)).toEqual(['m (pid 1): pid 1', 'm (pid 2): pid 2']);
  });

  test('are the pod and container where the name is not known', () => {
    expect(members(scripted('exec etcd'))).toEqual([
      'etcd-cp-1/etcd: /etc/kubernetes/manifests/etcd.yaml (container etcd)',
    ]);
  });

  test('are the pid where nothing else is known', () => {
    expect(members(running(['--name']))).toEqual(['pid-100: pid 100']);
  });

  test('are unique', () => {
    const all = [1, 2, 3].flatMap((pid) => [running(own, { pid }), running(['--name'], { pid: pid + 10 })]);
    const ids = resolveMembers(observationsOf([...all, scripted('exec etcd')])).map(({ id }) => id);
    expect(new Set(ids).size).toBe(7);
  });
});

describe('a member counts for Kubernetes', () => {
  const apiServers = [apiServerOf('--etcd-servers=https://192.0.2.10:2379')];
  const clients = (url: string) => [`--listen-client-urls=${url}`, `--advertise-client-urls=${url}`];

  test.each([
    ['its address is a server', clients('https://192.0.2.10:2379'), true],
    ['its address is none', clients('http://192.0.2.10:6666'), false],
    ['nothing is known of it', ['--name'], true],
  ])('when %s: %s', (_what, argv, counts) => {
    expect(resolveMembers(observationsOf([running(argv)], { apiServers }))[0]?.countsForKubernetes).toBe(counts);
  });

  test('when one of its sources may be the store', () => {
    const manifestView = declared([...own, ...clients('https://192.0.2.10:2379')]);
    const processView = running([...own, ...clients('http://192.0.2.10:6666')]);
    expect(resolveMembers(observationsOf([manifestView, processView], { apiServers }))).toMatchObject([
      { countsForKubernetes: true },
    ]);
  });

  test('when no server is known', () => {
    const all = resolveMembers(observationsOf([running(clients('http://192.0.2.10:6666'))]));
    expect(all).toMatchObject([{ countsForKubernetes: true }]);
  });
});
