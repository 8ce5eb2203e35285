import { describe, expect, test } from 'vitest';
import {
  declaredInvocation,
  resolution,
  runningInvocation,
  secureArgv,
  type Variables,
} from '../../../support/resolve/verdicts.ts';

function settingsOf(argv: readonly string[], env: Variables = {}) {
  const resolved = resolution(runningInvocation({ argv: ['etcd', ...argv], env }));
  return resolved?.resolved === true ? resolved.settings : resolved?.cause.reason;
}

function listeners(...lists: readonly string[]): unknown {
  const certificate = ['--peer-cert-file=/c', '--peer-key-file=/k'];
  const settings = settingsOf([...certificate, ...lists.map((list) => `--listen-peer-urls=${list}`)]);
  if (typeof settings !== 'object') return settings;
  const { listenPeerUrls } = settings;
  return listenPeerUrls.known ? listenPeerUrls.value.map(({ text }) => text) : listenPeerUrls.cause.reason;
}

describe('values and their origins', () => {
  test.each([
    ['a flag', ['--peer-cert-file=/c', '--peer-key-file=/k'], {}, '/c', 'flag'],
    [
      'the last of several flags',
      ['--peer-key-file=/k', '--peer-cert-file=/a', '--peer-cert-file=/c'],
      {},
      '/c',
      'flag',
    ],
    ['a variable', [], { ETCD_PEER_CERT_FILE: '/c', ETCD_PEER_KEY_FILE: '/k' }, '/c', 'environment'],
    ['the default for an empty variable', [], { ETCD_PEER_CERT_FILE: '' }, '', 'default'],
    ['an empty flag, which is given all the same', ['--peer-cert-file=/c', '--peer-cert-file='], {}, '', 'flag'],
    ['the default', [], {}, '', 'default'],
  ] as const)('peer-cert-file is %s', (_what, argv, env, value, origin) => {
    expect(settingsOf(argv, env)).toMatchObject({ peerCertFile: { known: true, value, origin } });
  });

  test('etcd has defaults for its name and its client URLs', () => {
    expect(settingsOf([])).toMatchObject({
      name: { value: 'default', origin: 'default' },
      dataDir: { value: '' },
      listenClientUrls: { value: [{ scheme: 'http', text: 'http://localhost:2379' }] },
      listenClientHttpUrls: { value: [] },
      advertiseClientUrls: { value: 'http://localhost:2379' },
      peerClientCertAuth: { value: false, origin: 'default' },
      peerAutoTls: { value: false, origin: 'default' },
    });
  });

  test.each([
    ['--peer-client-cert-auth', true],
    ['--peer-client-cert-auth=T', true],
    ['--peer-client-cert-auth=0', false],
  ])('%s is %s', (flag, value) => {
    expect(settingsOf([flag])).toMatchObject({ peerClientCertAuth: { known: true, value, origin: 'flag' } });
  });
});

describe('listen-peer-urls', () => {
  const secure = 'https://192.0.2.10:2380';
  const plain = 'http://127.0.0.1:2380';
  const standard = ['http://localhost:2380'];

  test.each([
    ['has a plaintext default', [], standard],
    ['given empty keeps the default', [''], standard],
    ['given again replaces the first list', [plain, secure], [secure]],
    ['given again with one of its URLs keeps the list', [`${secure},${plain}`, secure], [secure, plain]],
    ['given again empty keeps the list', [secure, ''], [secure]],
    ['compares with its scheme in lower case', [`HTTPS://192.0.2.10:2380,${plain}`, secure], [secure, plain]],
    ['compares the text as it is given', [`${secure},${plain}`, 'HTTPS://192.0.2.10:2380'], [secure]],
    ['is refused when an earlier list is malformed', ['x', secure], 'etcd_rejects_configuration'],
    ['given as the default changes nothing', standard, standard],
  ])('%s', (_what, lists, expected) => {
    expect(listeners(...lists)).toEqual(expected);
  });

  test('from the environment replaces the default', () => {
    const certificate = ['--peer-cert-file=/c', '--peer-key-file=/k'];
    expect(settingsOf(certificate, { ETCD_LISTEN_PEER_URLS: secure })).toMatchObject({
      listenPeerUrls: { known: true, origin: 'environment', value: [{ scheme: 'https', text: secure }] },
    });
  });
});

describe('an environment that could not be read', () => {
  const gap = { reason: 'environment_unreadable', detail: 'EACCES' } as const;
  const invocation = (argv: readonly string[]) => ({
    ...runningInvocation({ argv }),
    environment: { variables: new Map<string, string>(), unresolved: new Set<string>(), gap },
  });

  test('leaves open only what no flag gives', () => {
    expect(resolution(invocation(['etcd', '--name=m1']))).toMatchObject({
      resolved: true,
      override: gap,
      settings: {
        name: { value: 'm1' },
        peerCertFile: { known: false, cause: gap },
        listenPeerUrls: { known: false },
      },
      security: { transport: undefined, clientCertificateRequired: undefined, autoTls: undefined },
    });
  });

  test('does not hide a plaintext listener that a flag gives', () => {
    const resolved = resolution(invocation(['etcd', '--listen-peer-urls=http://192.0.2.10:2380']));
    expect(resolved).toMatchObject({
      security: { transport: 'plaintext', clientCertificateRequired: false },
    });
  });
});

describe('a value that only the kubelet knows', () => {
  function declared(flag: string) {
    const invocation = declaredInvocation({ argv: secureArgv(flag) });
    const resolved = resolution({ ...invocation, placeholders: new Set(['NODE']) });
    return resolved?.resolved === true ? resolved.settings : resolved?.cause.reason;
  }

  test.each([
    ['leaves a text open', '--peer-cert-file=$(NODE)', { peerCertFile: { known: false } }],
    ['leaves a boolean open', '--peer-client-cert-auth=$(NODE)', { peerClientCertAuth: { known: false } }],
    ['leaves a list open', '--listen-peer-urls=$(NODE)', { listenPeerUrls: { known: false } }],
    [
      'within a path leaves no doubt that there is one',
      '--peer-cert-file=/pki/$(NODE).crt',
      { peerCertFile: { known: true } },
    ],
    ['within a URL leaves its scheme', '--listen-peer-urls=https://$(NODE):2380', { listenPeerUrls: { known: true } }],
    ['is not any $(NAME)', '--peer-cert-file=$(OTHER)', { peerCertFile: { known: true, value: '$(OTHER)' } }],
  ])('%s: %s', (_what, flag, expected) => {
    expect(declared(flag)).toMatchObject(expected);
  });

  test('in the place of a scheme leaves the list open, next to one that is certain', () => {
    const flag = '--listen-peer-urls=https://192.0.2.10:2380,$(NODE)';
    expect(declared(flag)).toMatchObject({ listenPeerUrls: { known: false } });
  });
});
