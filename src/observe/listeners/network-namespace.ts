// The network of a process, as procfs shows its network namespace.

import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { NetworkNamespace } from '../../model/listener.ts';
import { readProcLink, readProcText } from '../processes/procfs.ts';

/** A saved tree, or a vanished process, counts as a network that is not shared. */
export function readNetworkNamespace(procfs: string, pid: number): NetworkNamespace {
  const directory = join(procfs, `${pid}`);
  const addresses = localAddresses(directory);
  const theirs = readProcLink(join(directory, 'ns/net'));
  const own = readProcLink('/proc/self/ns/net');
  if (theirs.ok && own.ok) return { shared: theirs.value === own.value, addresses };
  return { shared: addresses !== undefined && hasOwnAddresses(addresses), addresses };
}

/** Compares addresses, where the namespace's link may not be read: two networks that share those beyond loopback are the same. */
function hasOwnAddresses(addresses: readonly string[]): boolean {
  const own = Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).map(({ address }) => address.split('%')[0] ?? ''),
  );
  const beyondLoopback = own.filter((address) => !address.startsWith('127.') && address !== '::1');
  return beyondLoopback.length > 0 && beyondLoopback.every((address) => addresses.includes(address));
}

function localAddresses(directory: string): readonly string[] | undefined {
  const routes = readProcText(join(directory, 'net/fib_trie'));
  const interfaces = readProcText(join(directory, 'net/if_inet6'));
  if (!routes.ok && !interfaces.ok) return undefined;
  return [
    ...parseFibTrie(routes.ok ? routes.value : ''),
    ...parseIfInet6(interfaces.ok ? interfaces.value : ''),
  ];
}

/** The addresses that have a `/32 host LOCAL` line below them. */
export function parseFibTrie(text: string): readonly string[] {
  const local = [...text.matchAll(/\|-- (\d+\.\d+\.\d+\.\d+)\n(?:(?! *[|+]).*\n)*? *\/32 host LOCAL/g)];
  return [...new Set(local.map((match) => match[1] ?? ''))];
}

/** Each line starts with an address of 32 hexadecimal digits, which is returned as the system writes addresses. */
export function parseIfInet6(text: string): readonly string[] {
  return [...text.matchAll(/^([\da-f]{32}) /gm)].map((match) => {
    const groups = (match[1] ?? '').match(/.{4}/g) ?? [];
    return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
  });
}
