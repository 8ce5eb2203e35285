// What is not known can be anything: a rule that passes without knowing it must pass whatever it turns out to be.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EtcdInvocation } from '../../../src/model/invocation.ts';
import { variableName } from '../../../src/model/settings.ts';
import { resolution, runningInvocation, statusesByControl } from '../../support/resolve/verdicts.ts';

const controls = ['2.1', '2.2', '2.3', '2.6', '2.7'] as const;

const url = fc.constantFrom('https://192.0.2.10:2379', 'http://192.0.2.10:2379', 'unixs://etcd:1', 'unix://etcd:1');
const urls = fc.array(url, { minLength: 1, maxLength: 2 }).map((list) => list.join());
const path = fc.constantFrom('/pki/server.crt', '/pki/server.crt', '');
const boolean = fc.constantFrom('true', 'false');

const settings = fc.record(
  {
    'cert-file': path,
    'key-file': path,
    'trusted-ca-file': path,
    'client-cert-auth': boolean,
    'auto-tls': boolean,
    'peer-auto-tls': boolean,
    'listen-client-urls': urls,
    'listen-client-http-urls': url.map((one) => one.replace('2379', '2382')),
  },
  { requiredKeys: ['listen-client-urls'] },
);
const names = fc.subarray(
  ['cert-file', 'key-file', 'trusted-ca-file', 'client-cert-auth', 'auto-tls', 'peer-auto-tls', 'listen-client-urls'],
  { maxLength: 3 },
);

function launchOf(given: Readonly<Record<string, string>>, hidden: readonly string[]): EtcdInvocation {
  const own = Object.entries(given).filter(([name]) => !hidden.includes(name));
  const argv = ['etcd', '--advertise-client-urls=https://192.0.2.10:2379'];
  const invocation = runningInvocation({
    argv: [...argv, ...own.map(([name, value]) => `--${name}=${value}`)],
  });
  const unresolved = new Set(hidden.map(variableName));
  return { ...invocation, environment: { ...invocation.environment, unresolved } };
}

function statuses(invocation: EtcdInvocation): Readonly<Record<string, string>> {
  const found = resolution(invocation);
  return found === undefined ? {} : statusesByControl(found);
}

describe('a further rule', () => {
  test('never passes what it could not decide', () => {
    fc.assert(
      fc.property(settings, names, (given, hidden) => {
        const blind = statuses(launchOf(given, hidden));
        const seen = statuses(launchOf(given, []));
        const wrong = controls.filter((control) => blind[control] === 'pass' && seen[control] === 'fail');
        expect(wrong).toEqual([]);
      }),
      { numRuns: 5000 },
    );
  });

  test('never fails what turns out to be right', () => {
    fc.assert(
      fc.property(settings, names, (given, hidden) => {
        const blind = statuses(launchOf(given, hidden));
        const seen = statuses(launchOf(given, []));
        const wrong = controls.filter((control) => blind[control] === 'fail' && seen[control] === 'pass');
        expect(wrong).toEqual([]);
      }),
      { numRuns: 5000 },
    );
  });

  test('passes often enough for the properties above to say something', () => {
    const samples = fc.sample(fc.tuple(settings, names), { numRuns: 10_000, seed: 7 });
    const passed = samples.flatMap(([given, hidden]) => {
      const blind = statuses(launchOf(given, hidden));
      return controls.filter((control) => blind[control] === 'pass' && hidden.length > 0);
    });
    const counts = ['2.1', '2.2', '2.3', '2.6'].map((control) => passed.filter((one) => one === control).length);
    expect(Math.min(...counts)).toBeGreaterThan(50);
    expect(passed).not.toContain('2.7');
  });
});
