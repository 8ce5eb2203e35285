// The network of a process, as procfs shows its network namespace.

import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { NetworkNamespace } from '../../model/listener.ts';
import { readProcLink, readProcText } from '../processes/procfs.ts';

/** Compares a process's network with the agent's. A saved tree, or a vanished process, shares none. */
export function readNetworkNamespace(procfs: string, pid: number): NetworkNamespace {
  const directory = join(procfs, `${pid}`);
  const addresses = localAddresses(directory);
  const namespace = readProcLink(join(directory, 'ns/net'));
  const agentNamespace = readProcLink('/proc/self/ns/net');
  if (namespace.ok && agentNamespace.ok) return { shared: namespace.value === agentNamespace.value, addresses };
  return { shared: addresses !== undefined && includeAgentAddresses(addresses), addresses };
}

/** Stands in for a namespace's link that may not be read: networks with the same addresses beyond loopback are the same. */
function includeAgentAddresses(addresses: readonly string[]): boolean {
  const agentAddresses = Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).map(({ address }) => address.split('%')[0] ?? ''),
  );
  const beyondLoopback = agentAddresses.filter((address) => !address.startsWith('127.') && address !== '::1');
  return beyondLoopback.length > 0 && beyondLoopback.every((address) => addresses.includes(address));
}

function localAddresses(directory: string): readonly string[] | undefined {
  const routes = readProcText(join(directory, 'net/fib_trie'));
  const interfaces = readProcText(join(directory, 'net/if_inet6'));
  if (!routes.ok && !interfaces.ok) return undefined;
  return [...parseFibTrie(routes.ok ? routes.value : ''), ...parseIfInet6(interfaces.ok ? interfaces.value : '')];
}

/** Returns the IPv4 addresses with a `/32 host LOCAL` line below them, from the text of net/fib_trie. */
export function parseFibTrie(text: string): readonly string[] {
  const local = [...text.matchAll(/\|-- (\d+\.\d+\.\d+\.\d+)\n(?:(?! *[|+]).*\n)*? *\/32 host LOCAL/g)];
  return [...new Set(local.map((match) => match[1] ?? ''))];
}

/** Returns the IPv6 addresses in their short form. Each line of net/if_inet6 starts with 32 hexadecimal digits. */
export function parseIfInet6(text: string): readonly string[] {
  return [...text.matchAll(/^([\da-f]{32}) /gm)].map((match) => {
    const groups = (match[1] ?? '').match(/.{4}/g) ?? [];
    return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
  });
}
