// Address at which a peer listener is probed, if it can be from here: a wrong address would be evidence about another program.

import type { ResolvedEtcd } from '../model/invocation.ts';
import type { ListenUrl } from '../model/settings.ts';
import type { NetworkNamespace, WireAnswer } from '../model/listener.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { canonicalHost, isLoopback, isWildcard, parseUrl } from '../model/network-address.ts';

/** Address to connect to. */
type ProbeAddress = { readonly host: string; readonly port: number };

/** The peer listeners of a running etcd; none where they are not known. */
export function peerListeners({ invocation, resolution }: ResolvedEtcd): readonly ListenUrl[] {
  if (invocation.source !== 'process' || invocation.pid === undefined || !resolution.resolved) return [];
  const { listenPeerUrls } = resolution.settings;
  return listenPeerUrls.known ? listenPeerUrls.value : [];
}

/** Finds the address; the error says why there is none. `hostAddress` is the node's own address, from HOST_IP. */
export function probeAddress(
  url: ListenUrl,
  namespace: NetworkNamespace,
  hostAddress: string | undefined,
): Result<ProbeAddress, string> {
  const { host, port } = hostAndPort(url);
  if (url.scheme.startsWith('unix') || host === undefined) return fail(`${url.text} is not a network address`);
  if (isWildcard(host)) return wildcardAddress(host, port, namespace, hostAddress);
  if (namespace.shared && isForeign(namespace, host)) return fail(`${url.text} is no address of this node`);
  if (namespace.shared) return ok({ host: host === 'localhost' ? '127.0.0.1' : host, port });
  if (host === hostAddress && hasAddress(namespace, host)) return ok({ host, port });
  return fail(`${url.text} may be another address in the agent's network`);
}

function wildcardAddress(
  host: string,
  port: number,
  namespace: NetworkNamespace,
  hostAddress: string | undefined,
): Result<ProbeAddress, string> {
  if (hostAddress !== undefined && hasAddress(namespace, hostAddress)) return ok({ host: hostAddress, port });
  return namespace.shared
    ? ok({ host: host === '::' ? '::1' : '127.0.0.1', port })
    : fail(`it is not known whether the node's address belongs to the network of this listener`);
}

/** Whether a namespace surely has an address; a saved tree shows none. */
function hasAddress({ addresses }: NetworkNamespace, host: string): boolean {
  return addresses?.includes(host) === true;
}

/** Whether nobody in the namespace can listen on the address: the agent would probe another host. */
function isForeign({ addresses }: NetworkNamespace, host: string): boolean {
  if (addresses === undefined || isLoopback(host)) return false;
  return !addresses.includes(canonicalHost(host));
}

/** Host and port of a URL, without the zone of an IPv6 address. */
function hostAndPort({ text }: ListenUrl): { readonly host: string | undefined; readonly port: number } {
  const { host = '', port = '' } = parseUrl(text)?.address ?? {};
  const withoutZone = /^([^%]+)(?:%[\w.-]{1,30})?$/.exec(host)?.[1];
  return { host: port === '' ? undefined : withoutZone, port: Number(port) };
}

/**
 * Whether a listener serves the key space to other hosts: up to etcd 3.5 a plaintext peer port answers the whole client API.
 * The version is the one that the listener states; `undefined` without it.
 */
export function exposesKeyspace(url: ListenUrl, answer: WireAnswer): boolean | undefined {
  if (answer.kind === 'tls') return false;
  if (answer.kind !== 'plaintext' || answer.members?.version === undefined) return undefined;
  const [major, minor] = answer.members.version.split('.').map(Number);
  return major === 3 && (minor ?? 0) <= 5 && !isLoopback(hostAndPort(url).host ?? '');
}
