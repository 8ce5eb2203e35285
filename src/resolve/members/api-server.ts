// Whether Kubernetes uses an etcd, by the servers that the kube-apiservers name. Only a provable "no" excludes a member.

import type { KubernetesUse } from '../../model/explanation.ts';
import type { EtcdSettings } from '../../model/settings.ts';
import type { ApiServerInvocation } from '../../model/invocation.ts';
import { canonicalHost, isIpAddress, isLoopback, isWildcard, parseUrl } from '../../model/network-address.ts';
import { fail, ok, type Result } from '../../model/result.ts';
import { optionValues } from '../option-values.ts';

type ServerAddress = {
  readonly host: string;
  readonly port: string;
  /** `open`: a wildcard, a placeholder or a DNS name, which may stand for several addresses. */
  readonly kind: 'loopback' | 'open' | 'single';
};

/** Limit of the servers to compare with; no cluster has more. */
const maxServers = 1000;

/** The servers, or why they are not known. */
export type KnownServers = Result<readonly ServerAddress[], 'no_api_server' | 'only_in_container' | 'servers_unread'>;

/**
 * Reads the etcd servers that the kube-apiservers use; fails when that cannot be said for every one. Any container can call
 * its process a kube-apiserver: such a process adds servers to those of a manifest or of the host, and proves nothing by itself.
 */
export function knownServers(apiServers: readonly ApiServerInvocation[]): KnownServers {
  if (!hasTrustedApiServer(apiServers)) return fail(apiServers.length === 0 ? 'no_api_server' : 'only_in_container');
  const lists = apiServers.map(({ argv }) => (argv.ok ? serversOf(argv.value) : undefined));
  const servers = lists.flat();
  return servers.length <= maxServers && servers.every((server) => server !== undefined)
    ? ok(servers)
    : fail('servers_unread');
}

/** Whether a kube-apiserver is certainly Kubernetes' own. */
export function hasTrustedApiServer(apiServers: readonly ApiServerInvocation[]): boolean {
  return apiServers.some(({ source, containerised }) => source === 'manifest' || !containerised);
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

function parseAddress(text: string): ServerAddress | undefined {
  const address = parseUrl(text.trim())?.address;
  if (address === undefined || address.port === '') return undefined;
  const host = canonicalHost(address.host);
  return { host, port: address.port ?? '', kind: kindOf(host) };
}

function kindOf(host: string): ServerAddress['kind'] {
  if (isLoopback(host)) return 'loopback';
  return isIpAddress(host) && !isWildcard(host) ? 'single' : 'open';
}

/** Decides whether a member counts for Kubernetes, by the settings that each source shows; `undefined`: not resolved. */
export function kubernetesUse(shown: readonly (EtcdSettings | undefined)[], known: KnownServers): KubernetesUse {
  if (!known.ok) return { counts: true, because: known.error };
  const servers = known.value;
  const found = shown.map((settings) => (settings === undefined ? 'unknown' : serverOf(settings, servers)));
  const matches = found.filter((match) => typeof match === 'object');
  const [first] = matches.toSorted((a, b) => Number(b.isSameAddress) - Number(a.isSameAddress));
  if (first !== undefined) {
    const because = first.isSameAddress ? 'same_address' : 'same_port';
    return { counts: true, because, server: shownServer(first.server) };
  }
  return found.includes('unknown')
    ? { counts: true, because: 'client_urls_unknown' }
    : { counts: false, because: 'others', servers: [...new Set(servers.map(shownServer))] };
}

function shownServer({ host, port }: ServerAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

type FoundServer = { readonly server: ServerAddress; readonly isSameAddress: boolean };

/** The server that an etcd is or may be; `unknown` where its own addresses are. */
function serverOf(
  { listenClientUrls, advertiseClientUrls }: EtcdSettings,
  servers: readonly ServerAddress[],
): FoundServer | 'unknown' | 'none' {
  if (!listenClientUrls.known || !advertiseClientUrls.known) return 'unknown';
  const listened = listenClientUrls.value.map(({ text }) => text);
  const addresses = [...listened, ...advertiseClientUrls.value.split(',')].map(parseAddress);
  for (const address of addresses) {
    if (address === undefined) return 'unknown';
    const same = servers.find(({ host, port }) => host === address.host && port === address.port);
    const server = same ?? servers.findLast((other) => mayBeSame(other, address));
    if (server !== undefined) return { server, isSameAddress: same !== undefined };
  }
  return 'none';
}

/** Whether two addresses may be one server. Names are not resolved: a name may stand for any address on the same port. */
function mayBeSame(a: ServerAddress, b: ServerAddress): boolean {
  if (a.port !== b.port) return false;
  const areLoopback = a.kind === 'loopback' && b.kind === 'loopback';
  return a.host === b.host || a.kind === 'open' || b.kind === 'open' || areLoopback;
}
