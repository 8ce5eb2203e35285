import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { type CertificateAuthority, createCertificateAuthority } from './certificates.ts';
import type { Child } from './child-process.ts';
import type { EtcdSettings, GivenBy } from './etcd-settings.ts';
import { type MemberPlace, startEtcd, untilHealthy } from './etcd.ts';
import { freePort } from './free-ports.ts';
import { askHttps } from './loopback-https.ts';

export type Change = {
  readonly set?: EtcdSettings;
  readonly without?: readonly string[];
  readonly givenBy?: GivenBy;
  // It cannot join the others, so nobody waits until it has.
  readonly staysAlone?: boolean;
};

export type EtcdCluster = {
  readonly member: (name: string) => MemberPlace;
  readonly restart: (name: string, change?: Change) => Promise<void>;
  readonly stop: (name: string) => Promise<void>;
  readonly listMembers: () => Promise<readonly string[]>;
};

// Every member with TLS and client certificates on both sides, as kubeadm configures it. `through` runs a command where a member is to run.
export async function startCluster(
  directory: string,
  names: readonly string[],
  through: (name: string) => readonly string[] = () => [],
): Promise<EtcdCluster> {
  const authority = createCertificateAuthority(join(directory, 'pki'), 'etcd-ca');
  const places = await Promise.all(names.map((name) => placeFor(directory, name, authority, through(name))));
  const running = new Map<string, Child>();
  const invocation = async (place: MemberPlace, change: Change): Promise<Child> => {
    const settings = changed(secureSettings(place, places), change);
    const child = await startEtcd(place, settings, change.givenBy ?? 'flags');
    running.set(place.name, child);
    return child;
  };
  const member = (name: string): MemberPlace => {
    const place = places.find((candidate) => candidate.name === name);
    if (place === undefined) throw new Error(`Cannot find member ${name} among ${names.join(', ')}`);
    return place;
  };
  // A member answers as healthy only once it has joined the others, so all start before any is waited for.
  const children = await Promise.all(places.map((place) => invocation(place, {})));
  await Promise.all(places.map((place, index) => untilHealthy(place, children[index] as Child)));
  return {
    member,
    restart: async (name, change = {}) => {
      await running.get(name)?.stop();
      const child = await invocation(member(name), change);
      if (change.staysAlone !== true) await untilHealthy(member(name), child);
    },
    stop: async (name) => {
      await running.get(name)?.stop('SIGKILL');
    },
    listMembers: () => listMembers(places[0] as MemberPlace),
  };
}

async function placeFor(
  directory: string,
  name: string,
  authority: CertificateAuthority,
  through: readonly string[],
): Promise<MemberPlace> {
  const own = join(directory, name);
  mkdirSync(own, { recursive: true });
  const client = authority.issue(`${name}-client`);
  return {
    name,
    directory: own,
    clientPort: await freePort(),
    peerPort: await freePort(),
    authority,
    client,
    through,
  };
}

function secureSettings(place: MemberPlace, places: readonly MemberPlace[]): EtcdSettings {
  const peer = place.authority.issue(`${place.name}-peer`);
  const server = place.authority.issue(`${place.name}-server`);
  const url = (port: number): string => `https://127.0.0.1:${port}`;
  return {
    name: place.name,
    'data-dir': join(place.directory, 'data'),
    'listen-peer-urls': url(place.peerPort),
    'initial-advertise-peer-urls': url(place.peerPort),
    'listen-client-urls': url(place.clientPort),
    'advertise-client-urls': url(place.clientPort),
    'initial-cluster': places.map(({ name, peerPort }) => `${name}=${url(peerPort)}`).join(','),
    'cert-file': server.certificate,
    'key-file': server.key,
    'client-cert-auth': 'true',
    'trusted-ca-file': place.authority.certificate,
    'peer-cert-file': peer.certificate,
    'peer-key-file': peer.key,
    'peer-client-cert-auth': 'true',
    'peer-trusted-ca-file': place.authority.certificate,
  };
}

function changed(settings: EtcdSettings, { set = {}, without = [] }: Change): EtcdSettings {
  const kept = Object.entries(settings).filter(([flag]) => !without.includes(flag));
  return { ...Object.fromEntries(kept), ...set };
}

async function listMembers({ clientPort, authority, client }: MemberPlace): Promise<readonly string[]> {
  const question = { port: clientPort, path: '/v3/cluster/member/list', authority, client, post: '{}' };
  const answer = JSON.parse((await askHttps(question)).body) as { members: readonly { name: string }[] };
  return answer.members.map(({ name }) => name).toSorted();
}
