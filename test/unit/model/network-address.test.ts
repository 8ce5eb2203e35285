import { describe, expect, test } from 'vitest';
import { canonicalHost, isIpAddress, isLoopback, parseUrl } from '../../../src/model/network-address.ts';

describe('what a URL is split into', () => {
  test.each([
    ['https://192.0.2.10:2380', 'https', { host: '192.0.2.10', port: '2380' }, ''],
    ['HTTPS://etcd.example:2379/x?y', 'https', { host: 'etcd.example', port: '2379' }, '/x?y'],
    ['http://[2001:DB8::1%eth0]:1', 'http', { host: '2001:DB8::1%eth0', port: '1' }, ''],
    ['http://[::1]', 'http', { host: '::1', port: undefined }, ''],
    ['http://localhost:', 'http', { host: 'localhost', port: '' }, ''],
    ['unix:///run/etcd.sock', 'unix', { host: '', port: undefined }, '/run/etcd.sock'],
    ['http://[127.0.0.1]:1', 'http', undefined, ''],
    ['http://2001:db8::1:2380', 'http', undefined, ''],
    ['http://host:port', 'http', undefined, ''],
  ])('%s has a scheme, an address and a path', (text, scheme, address, path) => {
    expect(parseUrl(text)).toEqual({ scheme, address, path });
  });

  test.each(['', '192.0.2.10:2380', '//192.0.2.10:2380', '1http://a'])('%j is no URL', (text) => {
    expect(parseUrl(text)).toBeUndefined();
  });
});

describe('a host', () => {
  test.each([
    '127.0.0.1',
    '127.9.9.9',
    'localhost',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
    '::FFFF:7f00:1',
    '0:0:0:0:0:ffff:127.255.0.1',
  ])('%s is the loopback', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  test.each(['', '128.0.0.1', '192.0.2.127', '127.example.com', '::', '::127.0.0.1', '::ffff:192.0.2.1'])(
    '%j is not the loopback',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );

  test('has one spelling', () => {
    expect(canonicalHost('2001:0DB8:0:0::0010')).toBe('2001:db8::10');
    expect(canonicalHost('ETCD.example')).toBe('etcd.example');
    expect(canonicalHost('FE80::1%ETH0')).toBe('fe80::1%eth0');
  });

  test.each([
    ['192.0.2.10', true],
    ['2001:db8::1', true],
    ['etcd.example', false],
    ['localhost', false],
    ['', false],
  ])('%j is an address: %s', (host, isAddress) => {
    expect(isIpAddress(host)).toBe(isAddress);
  });
});
