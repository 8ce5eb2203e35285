import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConfigurationFacts, Given } from '../../src/model/explanation.ts';
import type { EtcdSettings, Resolution, SettingName } from '../../src/model/member.ts';
import { readable, unreadable } from '../../src/model/reason.ts';
import { configurationFacts } from '../../src/resolve/configuration-facts.ts';
import { parseGoBoolean } from '../../src/resolve/flags.ts';
import type { Launch } from '../../src/resolve/launch.ts';
import { parsePeerUrls } from '../../src/resolve/peer-urls.ts';
import { processLaunch } from '../../src/resolve/running.ts';
import {
  flagsLookedAt,
  type ParsedLaunch,
  parseLaunch,
  resolveSettings,
} from '../../src/resolve/settings.ts';
import { etcdSource } from './arbitraries.ts';
import {
  declaredLaunch,
  declaredLaunches,
  type Etcd,
  podText,
  runningLaunch,
  secureArgv,
} from './verdicts.ts';

type Explained = {
  readonly parsed: ParsedLaunch;
  readonly resolution: Resolution;
  readonly facts: ConfigurationFacts;
};

function explained(launch: Launch, configFile?: string | null): Explained | undefined {
  const parsed = parseLaunch(launch);
  if (parsed === undefined) return undefined;
  const file = typeof configFile === 'string' ? readable(configFile) : undefined;
  const resolution = resolveSettings(parsed, file);
  const facts = configurationFacts(parsed, file, resolution, { executable: undefined, text: undefined });
  return { parsed, resolution, facts };
}

function factsOf(etcd: Etcd, as: (etcd: Etcd) => Launch = runningLaunch): ConfigurationFacts {
  const found = explained(as(etcd), etcd.configFile);
  if (found === undefined) throw new Error('This starts no etcd member');
  return found.facts;
}

/** Each as `name: fate`, of those that are not just in force or not looked at. */
function fates({ given }: ConfigurationFacts): readonly string[] {
  const shown = given.filter(({ fate }) => fate !== 'in_force' && fate !== 'not_looked_at');
  return shown.map(({ name, fate, value }) => `${name}: ${fate}${value === undefined ? '' : ` (${value})`}`);
}

const names: readonly (readonly [string, SettingName])[] = [
  ['name', 'name'],
  ['data-dir', 'dataDir'],
  ['listen-peer-urls', 'listenPeerUrls'],
  ['peer-cert-file', 'peerCertFile'],
  ['peer-key-file', 'peerKeyFile'],
  ['peer-trusted-ca-file', 'peerTrustedCaFile'],
  ['peer-client-cert-auth', 'peerClientCertAuth'],
  ['peer-auto-tls', 'peerAutoTls'],
];

/** What a setting is when this alone is given. */
function meaning(name: string, { value = '' }: Given): unknown {
  if (name === 'peer-client-cert-auth' || name === 'peer-auto-tls') return parseGoBoolean(value) ?? false;
  if (name !== 'listen-peer-urls') return value;
  const parsed = parsePeerUrls(value);
  return parsed.ok ? parsed.urls : parsed.detail;
}

function expectWinners(settings: EtcdSettings, given: readonly Given[]): void {
  for (const [name, key] of names) {
    const setting = settings[key];
    const winners = given.filter(({ flag, fate }) => flag === name && fate === 'in_force');
    const isGiven = setting.known && (setting.origin === 'flag' || setting.origin === 'environment');
    expect(winners.map(({ by }) => by)).toEqual(isGiven ? [setting.origin] : []);
    for (const winner of winners) expect(meaning(name, winner)).toEqual(setting.known && setting.value);
  }
}

describe('for any configuration', () => {
  const configFile = fc.option(
    fc.constantFrom('', 'name: a\n', 'peer-transport-security: {cert-file: /c}\n'),
  );
  const source = fc.record({ etcd: etcdSource, configFile, declared: fc.boolean() });

  test('everything that is given is accounted for once, and what is in force is what is resolved', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(source, ({ etcd, configFile: text, declared }) => {
        const argv = text === null ? etcd.argv : [...etcd.argv, '--config-file=/e'];
        const launch = (declared ? declaredLaunch : runningLaunch)({ ...etcd, argv });
        const found = explained(launch, text);
        if (found === undefined || !found.parsed.outcome.ok) return;
        const { given } = found.facts;
        const flags = given.filter(({ by }) => by === 'flag').map(({ name }) => name);
        expect(flags).toEqual(found.parsed.outcome.value.map(({ name }) => name));
        const variables = given.filter(({ by }) => by === 'environment').map(({ name }) => name);
        expect(variables).toEqual(Object.keys(etcd.env ?? {}));
        for (const { fate } of given) seen.add(fate);
        if (!found.resolution.resolved) return;
        expect(given.filter(({ fate }) => fate === 'refused')).toEqual([]);
        expectWinners(found.resolution.settings, given);
      }),
      { numRuns: 5000 },
    );
    // Else the property would say little.
    const often = [
      'in_force',
      'overridden',
      'changes_nothing',
      'empty',
      'ignored_for_config_file',
      'refused',
    ];
    expect(often.filter((fate) => !seen.has(fate))).toEqual([]);
  });

  test('no value is kept of what the rules do not look at', () => {
    fc.assert(
      fc.property(source, ({ etcd }) => {
        const secret = ['--discovery-password=hunter2', '--new-flag=hunter2', '--log-level', 'hunter2'];
        const env = { ...etcd.env, ETCD_DISCOVERY_USER: 'hunter2', ETCD_NEW: 'hunter2' };
        // Before the others, none of which can then take one for its value.
        const [program = 'etcd', ...words] = etcd.argv;
        const facts = explained(runningLaunch({ argv: [program, ...secret, ...words], env }))?.facts;
        expect(JSON.stringify(facts?.given ?? [])).not.toContain('hunter2');
      }),
      { numRuns: 500 },
    );
  });
});

describe('what became of what is given:', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    [
      'of a flag given twice the last counts',
      ['--peer-client-cert-auth=false'],
      ['peer-client-cert-auth: overridden (true)'],
    ],
    [
      'also when it is empty',
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

  test('what etcd refuses is told without its value, which may be a password', () => {
    const facts = factsOf({ argv: secureArgv('--listen-peer-urls=https://me:secret@192.0.2.1:2380') });
    expect(fates(facts)).toContain('listen-peer-urls: refused');
    expect(JSON.stringify(facts.given)).not.toContain('secret');
    expect(facts.peers).toBeUndefined();
  });

  test('what only the kubelet knows stays open, and hides what comes after', () => {
    const command = [
      'etcd',
      '--peer-cert-file=$(C)',
      '--listen-peer-urls=https://$(IP):1,$(X)',
      '--listen-peer-urls=https://[::1]:1',
    ];
    const env = ['C', 'IP', 'X', 'ETCD_NAME'].map((name) => ({ name, valueFrom: { fieldRef: {} } }));
    const [launch] = declaredLaunches(podText({ command, env }));
    if (launch === undefined) throw new Error('The pod is not taken for an etcd');
    expect(fates(explained(launch)?.facts ?? factsOf({ argv: [] }))).toEqual([
      'peer-cert-file: undecided',
      'listen-peer-urls: undecided',
      'listen-peer-urls: undecided',
      'ETCD_NAME: undecided',
    ]);
  });

  test('an environment that cannot be read leaves open whether a file is in force', () => {
    const gap = unreadable('environment_unreadable', 'EACCES');
    const launch = processLaunch({
      pid: 1,
      startTime: 1,
      argv: readable(secureArgv()),
      environ: gap,
      exe: undefined,
      containerised: false,
    });
    const facts = launch && explained(launch)?.facts;
    expect(facts).toMatchObject({ gap: gap.cause, inForce: { kind: 'maybe_config_file', cause: gap.cause } });
  });

  test('a command line that etcd refuses is told as such', () => {
    expect(factsOf({ argv: ['etcd', 'x'] })).toMatchObject({
      inForce: { kind: 'unread', cause: { reason: 'etcd_rejects_configuration' } },
      given: [],
    });
  });

  test('of etcd inside k3s the words are none of its user', () => {
    const launch = processLaunch({
      pid: 1,
      startTime: 1,
      argv: readable(['/usr/local/bin/k3s server']),
      environ: readable(['ETCD_NAME=x']),
      exe: undefined,
      containerised: false,
    });
    const facts = launch && explained(launch, 'name: a')?.facts;
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

test('what is looked at is what the settings are made of', () => {
  expect([...flagsLookedAt()]).toEqual(
    expect.arrayContaining(['config-file', ...names.map(([name]) => name)]),
  );
});

describe('keys of the configuration file that have no effect', () => {
  const ignored = (configFile: string): readonly string[] =>
    factsOf({ argv: ['etcd', '--config-file=/e'], configFile }).ignoredKeys.map(
      ({ key, why, belongs }) => `${key}: ${why}${belongs === undefined ? '' : `, ${belongs}`}`,
    );

  test.each<[string, string, readonly string[]]>([
    [
      'a flag of TLS at the top level',
      'peer-cert-file: /c\ncert-file: /c',
      [
        'cert-file: misplaced, client-transport-security.cert-file',
        'peer-cert-file: misplaced, peer-transport-security.cert-file',
      ],
    ],
    [
      'a flag in a section',
      'peer-transport-security: {peer-client-cert-auth: true}',
      ['peer-transport-security.peer-client-cert-auth: misplaced, peer-transport-security.client-cert-auth'],
    ],
    [
      'an unknown key',
      'listen_peer_urls: x\npeer-transport-security: {certfile: x}',
      ['listen_peer_urls: unknown', 'peer-transport-security.certfile: unknown'],
    ],
    ['null', 'name: null', ['name: null']],
    ['another spelling', 'NAME: a\nname: b', ['NAME: other_spelling']],
    ['a null beside another spelling', 'NAME: a\nname: null', ['name: null']],
    [
      'none of those that etcd reads',
      'name: a\nlogger: zap\ndiscovery-config: {}\npeer-transport-security: {allowed-cn: x}',
      [],
    ],
  ])('%s', (_what, text, expected) => {
    expect(ignored(text)).toEqual(expected);
  });
});
