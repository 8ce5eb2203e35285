import { expect, test } from 'vitest';

import type { ListenUrl } from '../../../src/model/settings.ts';
import type { WireAnswer } from '../../../src/model/listener.ts';
import { exposesKeyspace, probeAddress } from '../../../src/resolve/probe-address.ts';

const here = { shared: true, addresses: ['127.0.0.1', '192.0.2.11', '2001:db8::11'] };
const elsewhere = { shared: false, addresses: ['127.0.0.1', '192.0.2.11', '2001:db8::11'] };
const saved = { shared: false, addresses: undefined };

function url(text: string): ListenUrl {
  return { text, scheme: text.slice(0, text.indexOf(':')) as ListenUrl['scheme'] };
}

const at = (host: string): unknown => ({ ok: true, value: { host, port: 2380 } });

test.each([
  { listens: 'https://192.0.2.11:2380', asked: '192.0.2.11' },
  { listens: 'http://127.0.0.1:2380', asked: '127.0.0.1' },
  { listens: 'http://localhost:2380', asked: '127.0.0.1' },
  { listens: 'https://[::1]:2380', asked: '::1' },
  { listens: 'https://[2001:db8::11]:2380', asked: '2001:db8::11' },
  { listens: 'https://0.0.0.0:2380', asked: '127.0.0.1' },
  { listens: 'https://[::]:2380', asked: '::1' },
])('$listens in the same network is asked at $asked', ({ listens, asked }) => {
  expect(probeAddress(url(listens), here, undefined)).toEqual(at(asked));
});

test.each(['https://0.0.0.0:2380', 'https://[::]:2380'])(
  "%s is asked at the node's address where it is known to be one of the network's",
  (listens) => {
    for (const place of [here, elsewhere]) {
      expect(probeAddress(url(listens), place, '192.0.2.11')).toEqual(at('192.0.2.11'));
    }
  },
);

test.each([
  { name: 'loopback', listens: 'https://127.0.0.1:2380' },
  { name: 'localhost', listens: 'http://localhost:2380' },
  { name: 'IPv6 loopback', listens: 'https://[::1]:2380' },
  { name: 'an address that a pod may have as well', listens: 'https://10.0.0.7:2380' },
])('$name of another network is not asked: it would be somebody else', ({ listens }) => {
  expect(probeAddress(url(listens), elsewhere, '192.0.2.11')).toMatchObject({ ok: false });
  expect(probeAddress(url(listens), elsewhere, undefined)).toMatchObject({ ok: false });
});

test("the node's own address is asked from another network, if it belongs to the listener's", () => {
  expect(probeAddress(url('https://192.0.2.11:2380'), elsewhere, '192.0.2.11')).toEqual(at('192.0.2.11'));
  const other = { shared: false, addresses: ['127.0.0.1', '10.0.0.7'] };
  expect(probeAddress(url('https://192.0.2.11:2380'), other, '192.0.2.11')).toMatchObject({ ok: false });
  expect(probeAddress(url('https://0.0.0.0:2380'), other, '192.0.2.11')).toMatchObject({ ok: false });
});

test.each(['https://192.0.2.11:2380', 'https://127.0.0.1:2380', 'https://0.0.0.0:2380', 'https://[::]:2380'])(
  'nothing of a saved tree is asked: %s',
  (listens) => {
    expect(probeAddress(url(listens), saved, undefined)).toMatchObject({ ok: false });
    expect(probeAddress(url(listens), saved, '192.0.2.11')).toMatchObject({ ok: false });
  },
);

test.each(['unix://localhost:2380', 'unixs:///run/etcd.sock', 'unix://peer.sock'])(
  '%s is no network address',
  (listens) => {
    expect(probeAddress(url(listens), here, '192.0.2.11')).toMatchObject({ ok: false });
  },
);

function plaintextOf(version: string | undefined): WireAnswer {
  return { kind: 'plaintext', members: { count: 1, version } };
}

test.each([
  { listens: 'http://192.0.2.11:2380', version: '3.4.23', exposes: true },
  { listens: 'http://0.0.0.0:2380', version: '3.5.30', exposes: true },
  { listens: 'http://[::]:2380', version: '3.5.0-rc.1', exposes: true },
  { listens: 'http://[2001:db8::11]:2380', version: '3.5.30', exposes: true },
  { listens: 'http://192.0.2.11:2380', version: '3.6.0', exposes: false },
  { listens: 'http://192.0.2.11:2380', version: '4.0.0', exposes: false },
  { listens: 'http://127.0.0.1:2380', version: '3.4.23', exposes: false },
  { listens: 'http://127.9.9.9:2380', version: '3.4.23', exposes: false },
  { listens: 'http://localhost:2380', version: '3.5.30', exposes: false },
  { listens: 'http://[::1]:2380', version: '3.5.30', exposes: false },
  { listens: 'http://[0:0:0:0:0:0:0:1]:2380', version: '3.5.30', exposes: false },
  { listens: 'http://[::ffff:127.0.0.1]:2380', version: '3.5.30', exposes: false },
  { listens: 'http://[::ffff:7f00:1]:2380', version: '3.5.30', exposes: false },
  { listens: 'http://[2001:db8::1]:2380', version: '3.5.30', exposes: true },
  { listens: 'http://192.0.2.11:2380', version: undefined, exposes: undefined },
])('a plaintext $listens of etcd $version exposes the key space: $exposes', ({ listens, version, exposes }) => {
  expect(exposesKeyspace(url(listens), plaintextOf(version))).toBe(exposes);
});

test('a listener with TLS exposes nothing, and one that was not heard says nothing', () => {
  const peer = url('https://192.0.2.11:2380');
  const tls = { kind: 'tls', protocol: 'TLSv1.3', certificates: [], members: undefined } as const;
  expect(exposesKeyspace(peer, { ...tls, clientCertificateRequired: false })).toBe(false);
  expect(exposesKeyspace(peer, { ...tls, clientCertificateRequired: true })).toBe(false);
  expect(exposesKeyspace(peer, { kind: 'no_answer', detail: 'x' })).toBeUndefined();
  expect(exposesKeyspace(peer, { kind: 'not_probed', detail: 'x' })).toBeUndefined();
  expect(exposesKeyspace(peer, { kind: 'plaintext', members: undefined })).toBeUndefined();
});
