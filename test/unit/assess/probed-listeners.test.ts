import { expect, test } from 'vitest';

import { observeListeners } from '../../../src/assess/probed-listeners.ts';
import type { Node } from '../../../src/assess/open-node.ts';
import type { ResolvedEtcd } from '../../../src/model/invocation.ts';
import type { Listener, NetworkNamespace } from '../../../src/model/listener.ts';
import type { ProbeTarget } from '../../../src/observe/listeners/peer-probe.ts';
import type { ProbeResult } from '../../../src/observe/listeners/probe-schedule.ts';
import { resolvedEtcd } from '../../support/observations.ts';
import { declaredInvocation, resolution, runningInvocation } from '../../support/resolve/verdicts.ts';
import { plaintext, tls } from '../../support/evaluate/probed-members.ts';

const here: NetworkNamespace = { shared: true, addresses: ['127.0.0.1', '192.0.2.10'] };
const elsewhere: NetworkNamespace = { shared: false, addresses: ['127.0.0.1', '10.0.0.7'] };
const at = new Date('2026-01-01T00:00:00Z');

type Observed = {
  /** The listeners of each etcd. */
  readonly listeners: readonly (readonly Listener[])[];
  readonly wanted: ReadonlyMap<string, ProbeTarget>;
};

/** The listeners of etcds when the schedule knows these answers. */
function observed(
  etcds: readonly ResolvedEtcd[],
  known: Readonly<Record<string, ProbeResult>> = {},
  networkNamespace: Node['networkNamespace'] = () => here,
): Observed {
  let wanted: ReadonlyMap<string, ProbeTarget> = new Map();
  const probes = {
    sync: (targets: ReadonlyMap<string, ProbeTarget>) => {
      wanted = targets;
    },
    answers: () => new Map(Object.entries(known)),
  };
  const found = observeListeners(etcds, { probes, networkNamespace, hostAddress: undefined });
  return { listeners: etcds.map(({ invocation }) => found.get(invocation) ?? []), wanted };
}

function etcdOn(urls: string, startTime = 1000): ResolvedEtcd {
  const argv = ['etcd', `--listen-peer-urls=${urls}`, '--peer-auto-tls'];
  const invocation = { ...runningInvocation({ argv }), pid: 100, startTime };
  return resolvedEtcd(invocation, resolution(invocation));
}

test('each listener of a running member is asked, by its process, start time and URL', () => {
  const { wanted, listeners } = observed([etcdOn('https://192.0.2.10:2380,http://127.0.0.1:2382')]);
  expect([...wanted]).toEqual([
    ['100 1000 https://192.0.2.10:2380', expect.objectContaining({ host: '192.0.2.10', port: 2380 })],
    ['100 1000 http://127.0.0.1:2382', expect.objectContaining({ host: '127.0.0.1', port: 2382 })],
  ]);
  expect(listeners[0]?.map(({ answer, askedAt }) => [answer.kind, askedAt])).toEqual([
    ['not_probed', undefined],
    ['not_probed', undefined],
  ]);
});

test('an answer is attached to the listener that gave it', () => {
  const known = { '100 1000 http://192.0.2.10:2380': { answer: plaintext(1, '3.5.16'), at } };
  const { listeners } = observed([etcdOn('http://192.0.2.10:2380,https://127.0.0.1:2382')], known);
  expect(listeners[0]).toMatchObject([
    { url: 'http://192.0.2.10:2380', answer: { kind: 'plaintext' }, askedAt: at, exposesKeyspace: true },
    { url: 'https://127.0.0.1:2382', answer: { kind: 'not_probed' }, askedAt: undefined },
  ]);
});

test('an answer about an earlier process is not used for its successor', () => {
  const known = { '100 1000 https://192.0.2.10:2380': { answer: tls({ demands: true }), at } };
  const { listeners, wanted } = observed([etcdOn('https://192.0.2.10:2380', 2000)], known);
  expect([...wanted.keys()]).toEqual(['100 2000 https://192.0.2.10:2380']);
  expect(listeners[0]?.[0]?.answer.kind).toBe('not_probed');
});

test('two processes with the same URL are asked about each', () => {
  const [first, second] = [etcdOn('https://192.0.2.10:2380', 1000), etcdOn('https://192.0.2.10:2380', 2000)];
  expect(observed([first, second]).wanted.size).toBe(2);
});

test('a listener of another network, and a socket file, is listed and not asked', () => {
  const { listeners, wanted } = observed([etcdOn('https://127.0.0.1:2380,unix://peer.sock')], {}, () => elsewhere);
  expect(wanted.size).toBe(0);
  expect(listeners[0]?.map(({ url, answer }) => [url, answer.kind])).toEqual([
    ['https://127.0.0.1:2380', 'not_probed'],
    ['unix://peer.sock', 'not_probed'],
  ]);
});

test('an etcd that only a manifest declares has no listener to ask', () => {
  const invocation = declaredInvocation({
    argv: ['etcd', '--listen-peer-urls=https://192.0.2.10:2380', '--peer-auto-tls'],
  });
  const { listeners, wanted } = observed([resolvedEtcd(invocation, resolution(invocation))]);
  expect([wanted.size, listeners]).toEqual([0, [[]]]);
});

test('without probes no listener is known', () => {
  const node = { probes: undefined, networkNamespace: () => here, hostAddress: undefined };
  expect(observeListeners([etcdOn('https://192.0.2.10:2380')], node).size).toBe(0);
});
