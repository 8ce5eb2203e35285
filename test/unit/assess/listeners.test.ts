import { expect, test } from 'vitest';

import { planProbes, probeTargets, withListeners } from '../../../src/assess/listeners.ts';
import type { Member } from '../../../src/model/member.ts';
import type { NetworkNamespace } from '../../../src/model/listener.ts';
import type { ProbeTarget } from '../../../src/observe/listeners/peer-probe.ts';
import type { ProbeResult } from '../../../src/observe/listeners/probe-schedule.ts';
import { plaintext, runningMember, tls } from '../../support/evaluate/heard-members.ts';

const here: NetworkNamespace = { shared: true, addresses: ['127.0.0.1', '192.0.2.10'] };
const elsewhere: NetworkNamespace = { shared: false, addresses: ['127.0.0.1', '10.0.0.7'] };
const at = new Date('2026-01-01T00:00:00Z');

type Looked = { readonly members: readonly Member[]; readonly wanted: ReadonlyMap<string, ProbeTarget> };

/** The targets of members, and the members with these answers. */
function looked(
  members: readonly Member[],
  known: Readonly<Record<string, ProbeResult>> = {},
  networkNamespace: (pid: number) => NetworkNamespace = () => here,
): Looked {
  const planned = planProbes(members, { networkNamespace, hostAddress: undefined });
  return {
    wanted: probeTargets(planned),
    members: withListeners(members, planned, new Map(Object.entries(known))),
  };
}

function memberOn(urls: string, startTime = 1000): Member {
  const member = runningMember([], ['etcd', `--listen-peer-urls=${urls}`, '--peer-auto-tls']);
  return { ...member, sources: member.sources.map((view) => ({ ...view, startTime })) };
}

test('each listener of a running member is asked, by its process, start time and URL', () => {
  const { wanted, members } = looked([memberOn('https://192.0.2.10:2380,http://127.0.0.1:2382')]);
  expect([...wanted]).toEqual([
    ['100 1000 https://192.0.2.10:2380', expect.objectContaining({ host: '192.0.2.10', port: 2380 })],
    ['100 1000 http://127.0.0.1:2382', expect.objectContaining({ host: '127.0.0.1', port: 2382 })],
  ]);
  expect(members[0]?.listeners.map(({ answer, askedAt }) => [answer.kind, askedAt])).toEqual([
    ['not_probed', undefined],
    ['not_probed', undefined],
  ]);
});

test('an answer is attached to the listener that gave it', () => {
  const known = { '100 1000 http://192.0.2.10:2380': { answer: plaintext(1, '3.5.16'), at } };
  const { members } = looked([memberOn('http://192.0.2.10:2380,https://127.0.0.1:2382')], known);
  expect(members[0]?.listeners).toMatchObject([
    { url: 'http://192.0.2.10:2380', answer: { kind: 'plaintext' }, askedAt: at, exposesKeyspace: true },
    { url: 'https://127.0.0.1:2382', answer: { kind: 'not_probed' }, askedAt: undefined },
  ]);
});

test('an answer about an earlier process is not used for its successor', () => {
  const known = { '100 1000 https://192.0.2.10:2380': { answer: tls({ demands: true }), at } };
  const { members, wanted } = looked([memberOn('https://192.0.2.10:2380', 2000)], known);
  expect([...wanted.keys()]).toEqual(['100 2000 https://192.0.2.10:2380']);
  expect(members[0]?.listeners[0]?.answer.kind).toBe('not_probed');
});

test('two processes with the same URL are asked about each', () => {
  const [first, second] = [
    memberOn('https://192.0.2.10:2380', 1000),
    memberOn('https://192.0.2.10:2380', 2000),
  ];
  expect(looked([first, second]).wanted.size).toBe(2);
});

test('a listener of another network, and a socket file, is listed and not asked', () => {
  const { members, wanted } = looked(
    [memberOn('https://127.0.0.1:2380,unix://peer.sock')],
    {},
    () => elsewhere,
  );
  expect(wanted.size).toBe(0);
  expect(members[0]?.listeners.map(({ url, answer }) => [url, answer.kind])).toEqual([
    ['https://127.0.0.1:2380', 'not_probed'],
    ['unix://peer.sock', 'not_probed'],
  ]);
});

test('a member that only a manifest declares has no listener to ask', () => {
  const member = memberOn('https://192.0.2.10:2380');
  const declared: Member = {
    ...member,
    sources: member.sources.map((view) => ({ ...view, source: 'manifest', pid: undefined })),
  };
  const { members, wanted } = looked([declared]);
  expect([wanted.size, members[0]?.listeners]).toEqual([0, []]);
});

test('without planned probes members are left as they are', () => {
  const members = [memberOn('https://192.0.2.10:2380')];
  expect(withListeners(members, [], new Map())).toEqual(members);
});
