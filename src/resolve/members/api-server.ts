// Whether Kubernetes uses an etcd, by the servers that the kube-apiservers name. Only a provable "no" excludes a member.

import type { KubernetesUse } from '../../model/explanation.ts';
import type { EtcdSettings } from '../../model/settings.ts';
import type { ApiServerInvocation } from '../../model/invocation.ts';
import { canonicalHost, isIpAddress, isLoopback, isWildcard, parseUrl } from '../../model/network-address.ts';
import { fail, ok, type Result } from '../../model/result.ts';
import { optionValues } from '../option-values.ts';

type ServerAddress = { readonly host: string; readonly port: string };

/** Limit of the servers to compare with; no cluster has more. */
const maxServers = 1000;

/** The servers, or why they are not known. */
export type KnownServers = Result<
  readonly ServerAddress[],
  'no_api_server' | 'only_in_container' | 'servers_unread'
>;

/**
 * Reads the etcd servers that the kube-apiservers use; fails when that cannot be said for every one. Any container can call
 * its process a kube-apiserver: such a process adds servers to those of a manifest or of the host, and proves nothing by itself.
 */
export function knownServers(apiServers: readonly ApiServerInvocation[]): KnownServers {
  if (!hasTrustedApiServer(apiServers))
    return fail(apiServers.length === 0 ? 'no_api_server' : 'only_in_container');
  const lists = apiServers.map(({ argv }) => (argv.ok ? serversOf(argv.value) : undefined));
  const servers = lists.flat();
  return servers.length <= maxServers && servers.every((one) => one !== undefined)
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
  return { host: canonicalHost(address.host), port: address.port ?? '' };
}

/** Why a member counts for Kubernetes or does not, by the settings that each source shows; `undefined`: not resolved. */
export function kubernetesUse(
  shown: readonly (EtcdSettings | undefined)[],
  known: KnownServers,
): KubernetesUse {
  if (!known.ok) return { counts: true, because: known.error };
  const servers = known.value;
  const found = shown.map((settings) => (settings === undefined ? 'unknown' : serverOf(settings, servers)));
  const own = found.filter((one) => typeof one === 'object');
  const [first] = own.toSorted((a, b) => Number(b.isSameAddress) - Number(a.isSameAddress));
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
  const own = [...listened, ...advertiseClientUrls.value.split(',')].map(parseAddress);
  const bySpelling = new Map(servers.flatMap((server) => spellingsOf(server).map((one) => [one, server])));
  for (const address of own) {
    if (address === undefined) return 'unknown';
    const server = possibleServer(address, bySpelling);
    if (server !== undefined) return { server, isSameAddress: server.host === address.host };
  }
  return 'none';
}

/** What an address may match on its port: itself, any loopback address, an open one, anything. */
function spellingsOf({ host, port }: ServerAddress): readonly string[] {
  const kinds = [isLoopback(host) ? ['loopback'] : [], isOpen(host) ? ['open'] : []].flat();
  return [host, ...kinds.map((kind) => `(${kind})`), '(any)'].map((spelling) => `${port} ${spelling}`);
}

/** Names are not looked up: a name may stand for any address on the same port. */
function possibleServer(
  { host, port }: ServerAddress,
  bySpelling: ReadonlyMap<string, ServerAddress>,
): ServerAddress | undefined {
  const named = (spelling: string): ServerAddress | undefined => bySpelling.get(`${port} ${spelling}`);
  return (
    named(host) ??
    named('(open)') ??
    (isLoopback(host) ? named('(loopback)') : undefined) ??
    (isOpen(host) ? named('(any)') : undefined)
  );
}

/** A wildcard, a placeholder or a DNS name. */
function isOpen(host: string): boolean {
  return isWildcard(host) || (!isLoopback(host) && !isIpAddress(host));
}
