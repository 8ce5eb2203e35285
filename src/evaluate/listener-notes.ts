// Notes beside the verdict about peer listeners: the certificate that they serve, and the key space that they expose.

import type { Listener, PeerCertificate } from '../model/listener.ts';
import { type Member, runningSource } from '../model/member.ts';
import { canonicalHost, isIpAddress, parseUrl } from '../model/network-address.ts';
import type { Cause } from '../model/reason.ts';

const day = 24 * 3600 * 1000;

export function certificateNotes(member: Member, at: Date): readonly Cause[] {
  return member.listeners.flatMap((listener) => listenerNotes(listener, advertisedHosts(member), at));
}

function listenerNotes({ url, answer }: Listener, hosts: readonly string[], at: Date): readonly Cause[] {
  const certificate = answer.kind === 'tls' ? answer.certificates[0] : undefined;
  if (certificate === undefined) return [];
  return [...validity(url, certificate, at), ...weakness(url, certificate), ...coverage(url, certificate, hosts)];
}

function validity(url: string, { notBefore, notAfter }: PeerCertificate, at: Date): readonly Cause[] {
  const remaining = notAfter.getTime() - at.getTime();
  const detail = `${url}: valid from ${notBefore.toISOString()} to ${notAfter.toISOString()}`;
  if (remaining <= 0 || notBefore > at) return [{ reason: 'peer_certificate_expired', detail }];
  if (remaining <= 7 * day) return [{ reason: 'peer_certificate_expires_within_7_days', detail }];
  return remaining <= 30 * day ? [{ reason: 'peer_certificate_expires_within_30_days', detail }] : [];
}

function weakness(url: string, { signatureAlgorithm, keyType, rsaBits }: PeerCertificate): readonly Cause[] {
  const weakHash = /sha-?1(?!\d)|md5/i.test(signatureAlgorithm);
  const weakKey = rsaBits !== undefined && rsaBits < 2048;
  if (!weakHash && !weakKey) return [];
  const key = rsaBits === undefined ? keyType : `${keyType} of ${rsaBits} bits`;
  return [{ reason: 'peer_certificate_weak', detail: `${url}: ${key}, signed with ${signatureAlgorithm}` }];
}

/** Hosts that peers dial, and whose names they verify. */
function advertisedHosts(member: Member): readonly string[] {
  const resolution = runningSource(member)?.resolution;
  const advertised = resolution?.resolved === true ? resolution.settings.initialAdvertisePeerUrls : undefined;
  if (advertised?.known !== true || advertised.origin === 'default') return [];
  return advertised.value.split(',').flatMap((text) => {
    const url = parseUrl(text.trim());
    if (url?.scheme !== 'https' || url.path !== '' || url.address === undefined) return [];
    return (url.address.port ?? '') === '' ? [] : [url.address.host];
  });
}

function coverage(url: string, { names }: PeerCertificate, hosts: readonly string[]): readonly Cause[] {
  const uncovered = hosts.filter((host) => !names.some((name) => covers(name, host)));
  if (uncovered.length === 0) return [];
  const detail = `${url}: peers are told ${uncovered.join(', ')}, the certificate names ${names.join(', ') || 'nothing'}`;
  return [{ reason: 'peer_certificate_name_mismatch', detail }];
}

function covers(name: string, host: string): boolean {
  const [pattern, address] = [canonicalHost(name), canonicalHost(host)];
  // A wildcard stands for one label of a DNS name, never for a part of an address.
  if (!pattern.startsWith('*.') || isIpAddress(address)) return pattern === address;
  return address.includes('.') && address.slice(address.indexOf('.')) === pattern.slice(1);
}

/** Notes on peer listeners that serve the key space to anyone who reaches them. */
export function exposureNotes({ listeners }: Member): readonly Cause[] {
  return listeners
    .filter(({ exposesKeyspace }) => exposesKeyspace === true)
    .map(({ url, answer }) => {
      const version = answer.kind === 'plaintext' ? answer.members?.version : undefined;
      return { reason: 'keyspace_exposed', detail: `${url} is plaintext and belongs to etcd ${version}` };
    });
}
