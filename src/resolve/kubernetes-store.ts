// Is an etcd the store of this node's Kubernetes? Only a provable "no" takes a member out of the verdict.

import type { EtcdSettings } from '../model/member.ts';
import type { Read } from '../model/reason.ts';

export type ServerAddress = { readonly host: string; readonly port: string };

/** The etcd servers that the node's kube-apiservers use; `undefined` when that cannot be said for every one. */
export function etcdServers(
  apiServers: readonly Read<readonly string[]>[],
): readonly ServerAddress[] | undefined {
  if (apiServers.length === 0) return undefined;
  const lists = apiServers.map((argv) => (argv.ok ? serversOf(argv.value) : undefined));
  return lists.every((list) => list !== undefined) ? lists.flat() : undefined;
}

/** Reads --etcd-servers (comma list) and --etcd-servers-overrides (group/resource#server;server, comma list). */
function serversOf(argv: readonly string[]): readonly ServerAddress[] | undefined {
  const servers = optionValues(argv, '--etcd-servers').flatMap((list) => list.split(','));
  const overrides = optionValues(argv, '--etcd-servers-overrides')
    .flatMap((list) => list.split(','))
    .flatMap((entry) => (entry.split('#')[1] ?? '').split(';'));
  const addresses = [...servers, ...overrides].filter((url) => url !== '').map(parseAddress);
  const readAll = addresses.length > 0 && addresses.every((address) => address !== undefined);
  return readAll ? addresses : undefined;
}

function optionValues(argv: readonly string[], option: string): readonly string[] {
  return argv.flatMap((word, index) => {
    if (word === option) return [argv[index + 1] ?? ''];
    return word.startsWith(`${option}=`) ? [word.slice(option.length + 1)] : [];
  });
}

function parseAddress(url: string): ServerAddress | undefined {
  const match = /^[a-z]+:\/\/(?:\[([^\]]+)\]|([^:/?#[\]]*))(?::(\d+))?(?:[/?#]|$)/i.exec(url.trim());
  const host = (match?.[1] ?? match?.[2])?.toLowerCase();
  return host === undefined ? undefined : { host: canonical(host), port: match?.[3] ?? '' };
}

/** One spelling for each IPv6 address. */
function canonical(host: string): string {
  const url = host.includes(':') ? URL.parse(`http://[${host}]`) : null;
  return url === null ? host : url.hostname.slice(1, -1);
}

/** True unless every server that Kubernetes uses is certainly another one. */
export function mayServeKubernetes(
  settings: EtcdSettings,
  servers: readonly ServerAddress[] | undefined,
): boolean {
  const { listenClientUrls, advertiseClientUrls } = settings;
  if (servers === undefined || !listenClientUrls.known || !advertiseClientUrls.known) return true;
  const own = [...listenClientUrls.value.split(','), ...advertiseClientUrls.value.split(',')].map(
    parseAddress,
  );
  return own.some((address) => address === undefined || servers.some((server) => mayBeSame(address, server)));
}

/** Names are not looked up: a name may stand for any address on the same port. */
function mayBeSame(own: ServerAddress, server: ServerAddress): boolean {
  if (own.port !== server.port) return false;
  if (isLoopback(own.host) && isLoopback(server.host)) return true;
  return own.host === server.host || isOpen(own.host) || isOpen(server.host);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** A wildcard, a placeholder or a DNS name. */
function isOpen(host: string): boolean {
  if (host === '0.0.0.0' || host === '::' || host === '') return true;
  return !isLoopback(host) && !/^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f:]*:[\da-f:.]*)$/.test(host);
}
