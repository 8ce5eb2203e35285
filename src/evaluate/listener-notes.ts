// What is wrong with the certificate that a peer listener serves: notes beside the verdict.

import type { Member } from '../model/member.ts';
import type { Cause } from '../model/reason.ts';
import type { Listener, PeerCertificate } from '../model/listener.ts';

const day = 24 * 3600 * 1000;

export function certificateNotes(member: Member, at: Date): readonly Cause[] {
  return member.listeners.flatMap((listener) => listenerNotes(listener, advertisedHosts(member), at));
}

function listenerNotes({ url, answer }: Listener, hosts: readonly string[], at: Date): readonly Cause[] {
  const certificate = answer.kind === 'tls' ? answer.certificates[0] : undefined;
  if (certificate === undefined) return [];
  return [
    ...validity(url, certificate, at),
    ...weakness(url, certificate),
    ...coverage(url, certificate, hosts),
  ];
}

function validity(url: string, { notBefore, notAfter }: PeerCertificate, at: Date): readonly Cause[] {
  const left = notAfter.getTime() - at.getTime();
  const detail = `${url}: valid from ${notBefore.toISOString()} to ${notAfter.toISOString()}`;
  if (left <= 0 || notBefore > at) return [{ reason: 'peer_certificate_expired', detail }];
  if (left <= 7 * day) return [{ reason: 'peer_certificate_expires_within_7_days', detail }];
  return left <= 30 * day ? [{ reason: 'peer_certificate_expires_within_30_days', detail }] : [];
}

function weakness(url: string, { signatureAlgorithm, keyType, rsaBits }: PeerCertificate): readonly Cause[] {
  const weakHash = /sha-?1(?!\d)|md5/i.test(signatureAlgorithm);
  const weakKey = rsaBits !== undefined && rsaBits < 2048;
  if (!weakHash && !weakKey) return [];
  const key = rsaBits === undefined ? keyType : `${keyType} of ${rsaBits} bits`;
  return [{ reason: 'peer_certificate_weak', detail: `${url}: ${key}, signed with ${signatureAlgorithm}` }];
}

/** Peers dial the advertised addresses, and verify those names. */
function advertisedHosts({ sources }: Member): readonly string[] {
  const process = sources.find(({ source }) => source === 'process');
  const advertised =
    process?.resolution.resolved === true ? process.resolution.settings.initialAdvertisePeerUrls : undefined;
  if (advertised?.known !== true || advertised.origin === 'default') return [];
  return advertised.value.split(',').flatMap((url) => {
    const match = /^https:\/\/(?:\[([^\]]+)\]|([^:/]+)):\d+$/i.exec(url.trim());
    return match === null ? [] : [match[1] ?? match[2] ?? ''];
  });
}

function coverage(url: string, { names }: PeerCertificate, hosts: readonly string[]): readonly Cause[] {
  const uncovered = hosts.filter((host) => !names.some((name) => covers(name, host)));
  if (uncovered.length === 0) return [];
  const detail = `${url}: peers are told ${uncovered.join(', ')}, the certificate names ${names.join(', ') || 'nothing'}`;
  return [{ reason: 'peer_certificate_name_mismatch', detail }];
}

function covers(name: string, host: string): boolean {
  const [a, b] = [canonical(name), canonical(host)];
  // A wildcard stands for one label of a DNS name, never for a part of an address.
  if (!a.startsWith('*.') || isAddress(b)) return a === b;
  return b.includes('.') && b.slice(b.indexOf('.')) === a.slice(1);
}

function isAddress(host: string): boolean {
  return host.includes(':') || /^[\d.]+$/.test(host);
}

/** Lower case; IPv6 in eight full groups, since certificates and URLs write it differently. */
function canonical(name: string): string {
  if (!name.includes(':')) return name.toLowerCase();
  const [head = '', tail] = name.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros: readonly string[] =
    tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].map((group) => group.replace(/^0+(?=.)/, '')).join(':');
}
