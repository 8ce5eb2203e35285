// Is an etcd the store of this node's Kubernetes? Only a provable "no" takes a member out of the verdict.

import type { EtcdSettings } from '../model/member.ts';
import type { Read } from '../model/reason.ts';

export type ServerAddress = { readonly host: string; readonly port: string };

/** More are no cluster's: every member would be compared with every one. */
const maxServers = 1000;

/** A process that says it is a kube-apiserver. */
export type RunningApiServer = {
  readonly pid: number;
  readonly argv: Read<readonly string[]>;
  readonly containerised: boolean;
};

/**
 * The etcd servers that the node's kube-apiservers use; `undefined` when that cannot be said for every one. Any container can call
 * its process a kube-apiserver: such a one adds servers to those of a manifest or of the host, and proves nothing by itself.
 */
export function etcdServers(
  declared: readonly Read<readonly string[]>[],
  running: readonly RunningApiServer[],
): readonly ServerAddress[] | undefined {
  if (declared.length === 0 && running.every(({ containerised }) => containerised)) return undefined;
  const all = [...declared, ...running.map(({ argv }) => argv)];
  const lists = all.map((argv) => (argv.ok ? serversOf(argv.value) : undefined));
  const servers = lists.flat();
  return servers.length <= maxServers && servers.every((one) => one !== undefined) ? servers : undefined;
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

/** Every value that an option of a kube-apiserver is given. */
export function optionValues(argv: readonly string[], option: string): readonly string[] {
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
  const listened = listenClientUrls.value.map(({ text }) => text);
  const own = [...listened, ...advertiseClientUrls.value.split(',')].map(parseAddress);
  const spellings = new Set(servers.flatMap(spellingsOf));
  return own.some((address) => address === undefined || mayBeOneOf(address, spellings));
}

/** What an address may match on its port: itself, any loopback address, an open one, anything. */
function spellingsOf({ host, port }: ServerAddress): readonly string[] {
  const kinds = [isLoopback(host) ? ['loopback'] : [], isOpen(host) ? ['open'] : []].flat();
  return [host, ...kinds.map((kind) => `(${kind})`), '(any)'].map((spelling) => `${port} ${spelling}`);
}

/** Names are not looked up: a name may stand for any address on the same port. */
function mayBeOneOf({ host, port }: ServerAddress, spellings: ReadonlySet<string>): boolean {
  const has = (spelling: string): boolean => spellings.has(`${port} ${spelling}`);
  return (
    has(host) || has('(open)') || (isLoopback(host) && has('(loopback)')) || (isOpen(host) && has('(any)'))
  );
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** A wildcard, a placeholder or a DNS name. */
function isOpen(host: string): boolean {
  if (host === '0.0.0.0' || host === '::' || host === '') return true;
  return !isLoopback(host) && !/^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f:]*:[\da-f:.]*)$/.test(host);
}
