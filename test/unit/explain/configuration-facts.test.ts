import { describe, expect, test } from 'vitest';
import type { ConfigurationFacts } from '../../../src/model/explanation.ts';
import { ok, failWith } from '../../../src/model/result.ts';
import { processInvocation } from '../../../src/resolve/process-invocation.ts';
import { explained, factsOf } from '../../support/explain/explained.ts';
import { declaredInvocations, podText, secureArgv } from '../../support/resolve/verdicts.ts';

/** Each as `name: effect`, of those that are not just in force or not looked at. */
function fates({ given }: ConfigurationFacts): readonly string[] {
  const shown = given.filter(({ effect }) => effect !== 'in_force' && effect !== 'not_looked_at');
  return shown.map(({ name, effect, value }) => `${name}: ${effect}${value === undefined ? '' : ` (${value})`}`);
}

describe('what became of what is given:', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    [
      'of a flag given twice the last counts',
      ['--peer-client-cert-auth=false'],
      ['peer-client-cert-auth: overridden (true)'],
    ],
    [
      'of a flag given twice the last counts, also when it is empty',
      ['--peer-trusted-ca-file='],
      ['peer-trusted-ca-file: overridden (/pki/ca.crt)'],
    ],
    [
      'a URL that is in the list already changes nothing',
      ['--listen-peer-urls=https://192.0.2.10:2380', '--listen-peer-urls='],
      ['listen-peer-urls: changes_nothing (https://192.0.2.10:2380)', 'listen-peer-urls: changes_nothing ()'],
    ],
    [
      'any other replaces it',
      ['--listen-peer-urls=https://[::1]:1'],
      ['listen-peer-urls: overridden (https://192.0.2.10:2380)'],
    ],
    ['a no-op flag is one', ['--config=/etc/etcd.yaml', '--snapshot'], ['config: no_op', 'snapshot: no_op']],
    ['an empty path names no file', ['--config-file='], ['config-file: changes_nothing ()']],
    ['others have no say', ['--log-level=debug', '--new-flag=x'], []],
  ])('%s', (_what, more, expected) => {
    expect(fates(factsOf({ argv: secureArgv(...more) }))).toEqual(expected);
  });

  test('beside a configuration file no flag and no variable counts', () => {
    const env = { ETCD_PEER_AUTO_TLS: 'true', ETCD_CONFIG_FILE: '/other', ETCD_FOO: 'x' };
    const argv = ['etcd', '--config-file=/a', '--peer-cert-file=/c', '--config', '--config-file=/e'];
    const facts = factsOf({ argv, env, configFile: '' });
    expect(facts.inForce).toEqual({ kind: 'config_file', path: '/e', named: 'flag' });
    expect(fates(facts)).toEqual([
      'config-file: overridden (/a)',
      'peer-cert-file: ignored_for_config_file',
      'config: ignored_for_config_file',
      'ETCD_PEER_AUTO_TLS: ignored_for_config_file',
      'ETCD_CONFIG_FILE: ignored_for_config_file',
      'ETCD_FOO: ignored_for_config_file',
    ]);
  });

  test('a variable names the file where no flag does', () => {
    const facts = factsOf({
      argv: ['etcd', '--config-file='],
      env: { ETCD_CONFIG_FILE: '/e' },
      configFile: '',
    });
    expect(facts.inForce).toEqual({ kind: 'config_file', path: '/e', named: 'environment' });
  });

  test('an empty variable is one that is not set, and a strange one is no setting', () => {
    const env = {
      ETCD_PEER_TRUSTED_CA_FILE: '',
      ETCD_VERSION: '3.5',
      ETCD_PEER_AUTO_TLS: 'false',
      PATH: '/',
    };
    expect(fates(factsOf({ argv: ['etcd'], env }))).toEqual([
      'ETCD_PEER_TRUSTED_CA_FILE: empty ()',
      'ETCD_VERSION: no_setting',
    ]);
  });

  test('a variable that says what is the default already changes nothing', () => {
    const env = { ETCD_LISTEN_PEER_URLS: 'http://localhost:2380' };
    expect(fates(factsOf({ argv: ['etcd'], env }))).toEqual([
      'ETCD_LISTEN_PEER_URLS: changes_nothing (http://localhost:2380)',
    ]);
  });

  test('what etcd refuses is told without its value, which may be a password', () => {
    const facts = factsOf({ argv: secureArgv('--listen-peer-urls=https://me:secret@192.0.2.1:2380') });
    expect(fates(facts)).toContain('listen-peer-urls: refused');
    expect(JSON.stringify(facts.given)).not.toContain('secret');
    expect(facts.listeners).toBeUndefined();
  });

  test('what only the kubelet knows stays open, and hides what comes after', () => {
    const command = [
      'etcd',
      '--peer-cert-file=$(C)',
      '--listen-peer-urls=https://$(IP):1,$(X)',
      '--listen-peer-urls=https://[::1]:1',
    ];
    const env = ['C', 'IP', 'X', 'ETCD_NAME'].map((name) => ({ name, valueFrom: { fieldRef: {} } }));
    const [invocation] = declaredInvocations(podText({ command, env }));
    if (invocation === undefined) throw new Error('The pod is not taken for an etcd');
    expect(fates(explained(invocation)?.facts ?? factsOf({ argv: [] }))).toEqual([
      'peer-cert-file: undecided',
      'listen-peer-urls: undecided',
      'listen-peer-urls: undecided',
      'ETCD_NAME: undecided',
    ]);
  });

  test('an environment that cannot be read leaves open whether a file is in force', () => {
    const gap = failWith('environment_unreadable', 'EACCES');
    const invocation = processInvocation({
      pid: 1,
      startTime: 1,
      argv: ok(secureArgv()),
      environ: gap,
      exe: undefined,
      containerised: false,
    });
    const facts = invocation && explained(invocation)?.facts;
    expect(facts).toMatchObject({ gap: gap.error, inForce: { kind: 'maybe_config_file', cause: gap.error } });
  });

  test('a command line that etcd refuses is told as such', () => {
    expect(factsOf({ argv: ['etcd', 'x'] })).toMatchObject({
      inForce: { kind: 'unread', cause: { reason: 'etcd_rejects_configuration' } },
      given: [],
    });
  });

  test('of etcd inside k3s the words are none of its user', () => {
    const invocation = processInvocation({
      pid: 1,
      startTime: 1,
      argv: ok(['/usr/local/bin/k3s server']),
      environ: ok(['ETCD_NAME=x']),
      exe: undefined,
      containerised: false,
    });
    const facts = invocation && explained(invocation, 'name: a')?.facts;
    const path = '/var/lib/rancher/k3s/server/db/etcd/config';
    expect(facts).toMatchObject({ inForce: { kind: 'config_file', path, named: 'k3s' }, given: [] });
  });
});

test.each([
  ['--peer-auto-tls=true', 'plain'],
  ['-peer-auto-tls=true', 'one_dash'],
  ['--peer-auto-tls', 'bare'],
  ['-peer-auto-tls', 'bare'],
  ['--config', 'bare'],
])('%s is written %s', (word, spelling) => {
  expect(factsOf({ argv: ['etcd', word] }).given).toMatchObject([{ spelling }]);
});

test('a value may be the next word', () => {
  expect(factsOf({ argv: ['etcd', '--name', 'a=b'] }).given).toMatchObject([{ spelling: 'next_word' }]);
});
