import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GivenSetting } from '../../../src/model/explanation.ts';
import { type EtcdSettings, settingDefinitions, type SettingName, settingOfFlag } from '../../../src/model/settings.ts';
import { flagKind, parseGoBoolean } from '../../../src/resolve/etcd/known-flags.ts';
import { parseListenUrls } from '../../../src/resolve/etcd/listen-urls.ts';
import { judgedFlags } from '../../../src/explain/configuration-facts.ts';
import { etcdSource } from '../../support/resolve/arbitraries.ts';
import { explained } from '../../support/explain/explained.ts';
import { declaredInvocation, runningInvocation } from '../../support/resolve/verdicts.ts';

const names: readonly (readonly [string, SettingName])[] = [
  ['name', 'name'],
  ['data-dir', 'dataDir'],
  ['listen-peer-urls', 'listenPeerUrls'],
  ['peer-cert-file', 'peerCertFile'],
  ['peer-key-file', 'peerKeyFile'],
  ['peer-trusted-ca-file', 'peerTrustedCaFile'],
  ['peer-client-cert-auth', 'peerClientCertAuth'],
  ['peer-auto-tls', 'peerAutoTls'],
  ['listen-client-urls', 'listenClientUrls'],
  ['listen-client-http-urls', 'listenClientHttpUrls'],
  ['cert-file', 'certFile'],
  ['key-file', 'keyFile'],
  ['trusted-ca-file', 'trustedCaFile'],
  ['client-cert-auth', 'clientCertAuth'],
  ['auto-tls', 'autoTls'],
];

/** What a setting is when this alone is given. */
function meaning(name: string, { value = '' }: GivenSetting): unknown {
  if (flagKind(name) === 'boolean') return parseGoBoolean(value) ?? false;
  const setting = settingOfFlag(name);
  if (setting === undefined || settingDefinitions[setting].kind !== 'urls') return value;
  const parsed = parseListenUrls(settingDefinitions[setting], value);
  return parsed.ok ? parsed.value : parsed.error;
}

function expectWinners(settings: EtcdSettings, given: readonly GivenSetting[]): void {
  for (const [name, key] of names) {
    const setting = settings[key];
    const winners = given.filter(({ flag, effect }) => flag === name && effect === 'in_force');
    const isGiven = setting.known && (setting.origin === 'flag' || setting.origin === 'environment');
    expect(winners.map(({ by }) => by)).toEqual(isGiven ? [setting.origin] : []);
    for (const winner of winners) expect(meaning(name, winner)).toEqual(setting.known && setting.value);
  }
}

describe('for any configuration', () => {
  const configFile = fc.option(fc.constantFrom('', 'name: a\n', 'peer-transport-security: {cert-file: /c}\n'));
  const source = fc.record({ etcd: etcdSource, configFile, declared: fc.boolean() });

  test('everything that is given is accounted for once, and what is in force is what is resolved', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(source, ({ etcd, configFile: text, declared }) => {
        const argv = text === null ? etcd.argv : [...etcd.argv, '--config-file=/e'];
        const invocation = (declared ? declaredInvocation : runningInvocation)({ ...etcd, argv });
        const found = explained(invocation, text);
        if (found === undefined || !found.parsed.outcome.ok) return;
        const { given } = found.facts;
        const flags = given.filter(({ by }) => by === 'flag').map(({ name }) => name);
        expect(flags).toEqual(found.parsed.outcome.value.map(({ name }) => name));
        const variables = given.filter(({ by }) => by === 'environment').map(({ name }) => name);
        expect(variables).toEqual(Object.keys(etcd.env ?? {}));
        for (const { effect } of given) seen.add(effect);
        if (!found.resolution.resolved) return;
        expect(given.filter(({ effect }) => effect === 'refused')).toEqual([]);
        expectWinners(found.resolution.settings, given);
      }),
      { numRuns: 5000 },
    );
    // Else the property would say little.
    const often = ['in_force', 'overridden', 'changes_nothing', 'empty', 'ignored_for_config_file', 'refused'];
    expect(often.filter((effect) => !seen.has(effect))).toEqual([]);
  });

  test('no value is kept of what the rules do not look at', () => {
    fc.assert(
      fc.property(source, ({ etcd }) => {
        const secret = ['--discovery-password=hunter2', '--new-flag=hunter2', '--log-level', 'hunter2'];
        const env = { ...etcd.env, ETCD_DISCOVERY_USER: 'hunter2', ETCD_NEW: 'hunter2' };
        // Before the others, none of which can then take one for its value.
        const [program = 'etcd', ...words] = etcd.argv;
        const facts = explained(runningInvocation({ argv: [program, ...secret, ...words], env }))?.facts;
        expect(JSON.stringify(facts?.given ?? [])).not.toContain('hunter2');
      }),
      { numRuns: 500 },
    );
  });
});

test('what is looked at is what the settings are made of', () => {
  expect([...judgedFlags]).toEqual(expect.arrayContaining(['config-file', ...names.map(([name]) => name)]));
});
