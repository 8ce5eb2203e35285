import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { pid } from 'node:process';
import { expect, test } from 'vitest';

import {
  readNetworkNamespace,
  parseFibTrie,
  parseIfInet6,
} from '../../../../src/observe/listeners/network-namespace.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

const fibTrie = `Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     +-- 127.0.0.0/8 2 0 2
        +-- 127.0.0.0/31 1 0 0
           |-- 127.0.0.0
              /8 host LOCAL
           |-- 127.0.0.1
              /32 host LOCAL
        |-- 127.255.255.255
           /32 link BROADCAST
     +-- 192.0.2.0/24 2 0 2
        |-- 192.0.2.0
           /24 link UNICAST
        |-- 192.0.2.11
           /32 link UNICAST
           /32 host LOCAL
        |-- 192.0.2.12
           /32 link UNICAST
        |-- 192.0.2.255
           /32 link BROADCAST
Local:
  +-- 0.0.0.0/0 3 0 5
        |-- 127.0.0.1
           /32 host LOCAL
        |-- 192.0.2.11
           /32 host LOCAL
`;

const ifInet6 = `20010db8000000000000000000000011 02 40 00 80     eth0
00000000000000000000000000000001 01 80 10 80       lo
`;

/** A saved procfs with one process. */
function savedProcess(net: Readonly<Record<string, string>>): string {
  const procfs = temporaryDirectory();
  mkdirSync(join(procfs, '812/net'), { recursive: true });
  for (const [name, text] of Object.entries(net)) writeFileSync(join(procfs, '812/net', name), text);
  return procfs;
}

test('the addresses of a network are the ones that are its own, without those of neighbours and broadcasts', () => {
  expect(parseFibTrie(fibTrie)).toEqual(['127.0.0.1', '192.0.2.11']);
  expect(parseIfInet6(ifInet6)).toEqual(['2001:db8::11', '::1']);
  expect([...parseFibTrie(''), ...parseIfInet6('')]).toEqual([]);
});

test("this process's own network holds every address that the system lists", () => {
  const listed = Object.values(networkInterfaces()).flatMap((own) => (own ?? []).map(({ address }) => address));
  const { shared, addresses } = readNetworkNamespace('/proc', pid);
  expect(shared).toBe(true);
  expect(addresses).toEqual(expect.arrayContaining(listed));
  expect(parseFibTrie(readFileSync('/proc/self/net/fib_trie', 'utf8'))).toContain('127.0.0.1');
});

test('a saved tree is another place, whatever it holds', () => {
  expect(readNetworkNamespace(savedProcess({}), 812)).toEqual({ shared: false, addresses: undefined });
  expect(readNetworkNamespace(savedProcess({ fib_trie: fibTrie, if_inet6: ifInet6 }), 812)).toEqual({
    shared: false,
    addresses: ['127.0.0.1', '192.0.2.11', '2001:db8::11', '::1'],
  });
});

test('a process that is gone is another place', () => {
  expect(readNetworkNamespace('/proc', 2 ** 22 + 1)).toEqual({ shared: false, addresses: undefined });
});
