import { describe, expect, test } from 'vitest';
import { evaluateRule } from '../../../../src/evaluate/rule-result.ts';
import type { Rule } from '../../../../src/evaluate/rule.ts';
import { autoTls } from '../../../../src/evaluate/rules/auto-tls.ts';
import { clientCertificates } from '../../../../src/evaluate/rules/client-certificates.ts';
import { clientTls } from '../../../../src/evaluate/rules/client-tls.ts';
import { uniqueCa } from '../../../../src/evaluate/rules/unique-ca.ts';
import { peerAutoTls } from '../../../../src/evaluate/rules/peer-auto-tls.ts';
import { peerClientCertificates } from '../../../../src/evaluate/rules/peer-client-certificates.ts';
import { peerTls } from '../../../../src/evaluate/rules/peer-tls.ts';
import type { Member, MemberSource } from '../../../../src/model/member.ts';
import { secureArgv } from '../../../support/resolve/verdicts.ts';
import { declares, member, runs, strict, unresolved } from '../../../support/evaluate/members.ts';

function steps(rule: Rule, ...sources: readonly MemberSource[]): readonly string[] {
  return stepsOf(rule, [member('m', ...sources)]);
}

function stepsOf(rule: Rule, members: readonly Member[]): readonly string[] {
  return evaluateRule(rule, members, { sources: [], policy: strict, at: new Date(0) }).remediation;
}

const argv = (...flags: readonly string[]) => ({ argv: ['etcd', ...flags] });
const https = '--listen-peer-urls=https://192.0.2.10:2380';
const http = '--listen-peer-urls=http://192.0.2.10:2380';
const pair = ['--peer-cert-file=/c', '--peer-key-file=/k'];

describe('what to change for 2.4 is', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['nothing', [https, ...pair], []],
    [
      'the scheme of the listener',
      [http, ...pair],
      ['set --listen-peer-urls=https://192.0.2.10:2380 (now http://192.0.2.10:2380)'],
    ],
    [
      'the scheme of one listener',
      [`${https},http://127.0.0.1:2380`, ...pair],
      [
        'set --listen-peer-urls=https://192.0.2.10:2380,https://127.0.0.1:2380 (now https://192.0.2.10:2380,http://127.0.0.1:2380)',
      ],
    ],
    [
      'the pair that auto-tls stands for',
      [https, '--peer-auto-tls'],
      ['set --peer-cert-file=<peer certificate> (not set now)', 'set --peer-key-file=<its private key> (not set now)'],
    ],
    [
      'everything',
      ['--peer-cert-file='],
      [
        'set --peer-cert-file=<peer certificate> (empty now)',
        'set --peer-key-file=<its private key> (not set now)',
        'set --listen-peer-urls=https://localhost:2380 (not set now)',
      ],
    ],
  ])('%s', (_what, flags, expected) => {
    expect(steps(peerTls, declares(argv(...flags)))).toEqual(expected.map((step) => `etcd.yaml: ${step}`));
  });
});

describe('what to change for 2.5 is', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['nothing', secureArgv().slice(1), []],
    [
      'the flag and its CA',
      [https, ...pair],
      [
        'set --peer-client-cert-auth=true (not set now)',
        'set --peer-trusted-ca-file=<authority of the peer certificates> (not set now)',
      ],
    ],
    [
      'the flag alone where there is a CA',
      [https, ...pair, '--peer-trusted-ca-file=/ca', '--peer-client-cert-auth=false'],
      ['set --peer-client-cert-auth=true (now false)'],
    ],
    [
      'the pair without which auto-tls drops the flag',
      [https, '--peer-auto-tls', '--peer-client-cert-auth', '--peer-trusted-ca-file=/ca'],
      ['set --peer-cert-file=<peer certificate> (not set now)', 'set --peer-key-file=<its private key> (not set now)'],
    ],
  ])('%s', (_what, flags, expected) => {
    expect(steps(peerClientCertificates, declares(argv(...flags)))).toEqual(
      expected.map((step) => `etcd.yaml: ${step}`),
    );
  });
});

describe('what to change for clients is', () => {
  const listen = (url: string) => [`--listen-client-urls=${url}`, '--advertise-client-urls=https://192.0.2.10:2379'];
  const secure = listen('https://192.0.2.10:2379');
  const clientPair = ['--cert-file=/c', '--key-file=/k'];
  test.each<[string, Rule, readonly string[], readonly string[]]>([
    ['nothing', clientTls, [...secure, ...clientPair], []],
    [
      'the schemes, each in its own list',
      clientTls,
      [...listen('http://192.0.2.10:2379'), '--listen-client-http-urls=http://192.0.2.10:2382', ...clientPair],
      [
        'set --listen-client-urls=https://192.0.2.10:2379 (now http://192.0.2.10:2379)',
        'set --listen-client-http-urls=https://192.0.2.10:2382 (now http://192.0.2.10:2382)',
      ],
    ],
    [
      'the one list that is in plaintext',
      clientTls,
      [...secure, '--listen-client-http-urls=http://192.0.2.10:2382', ...clientPair],
      ['set --listen-client-http-urls=https://192.0.2.10:2382 (now http://192.0.2.10:2382)'],
    ],
    [
      'the demand and its CA',
      clientCertificates,
      [...secure, ...clientPair],
      [
        'set --client-cert-auth=true (not set now)',
        'set --trusted-ca-file=<authority of the client certificates> (not set now)',
      ],
    ],
    ['auto-tls', autoTls, [...secure, ...clientPair, '--auto-tls'], ['set --auto-tls=false (now true)']],
    ['peer-auto-tls', peerAutoTls, ['--peer-auto-tls'], ['set --peer-auto-tls=false (now true)']],
    ['the authority', uniqueCa, [], ['set --trusted-ca-file=<an authority for etcd alone> (not set now)']],
  ])('%s', (_what, rule, flags, expected) => {
    expect(steps(rule, declares(argv(...flags)))).toEqual(expected.map((step) => `etcd.yaml: ${step}`));
  });

  test("a key of the clients' section where etcd has a configuration file", () => {
    const configFile = 'name: m\nclient-transport-security: {auto-tls: true}\n';
    expect(steps(autoTls, runs({ argv: ['etcd', '--config-file=/e'], configFile }))).toEqual([
      "pid 100: set client-transport-security.auto-tls: false in etcd's configuration file (now true)",
    ]);
  });
});

describe('where to change it', () => {
  test('is the environment where the settings come from there', () => {
    const env = {
      ETCD_LISTEN_PEER_URLS: 'http://192.0.2.10:2380',
      ETCD_PEER_CERT_FILE: '/c',
      ETCD_PEER_KEY_FILE: '/k',
    };
    expect(steps(peerTls, runs({ argv: ['etcd'], env }))).toEqual([
      'pid 100: set ETCD_LISTEN_PEER_URLS=https://192.0.2.10:2380 in its environment (now http://192.0.2.10:2380)',
    ]);
  });

  test("is etcd's configuration file where there is one, by its own keys", () => {
    const configFile =
      'name: m\nlisten-peer-urls: https://192.0.2.10:2380\npeer-transport-security: {cert-file: /c, key-file: /k}\n';
    expect(steps(peerClientCertificates, runs({ argv: ['etcd', '--config-file=/e'], configFile }))).toEqual([
      "pid 100: set peer-transport-security.client-cert-auth: true in etcd's configuration file (not set now)",
      "pid 100: set peer-transport-security.trusted-ca-file: <authority of the peer certificates> in etcd's configuration file (not set now)",
    ]);
  });

  test('is the flag where nothing is set at all', () => {
    expect(steps(peerTls, runs(argv()))[0]).toBe('pid 100: set --peer-cert-file=<peer certificate> (not set now)');
  });
});

describe('who has to do it is', () => {
  const right = argv(...secureArgv().slice(1));
  const wrong = argv(...secureArgv('--peer-client-cert-auth=false').slice(1));
  const change = 'set --peer-client-cert-auth=true (now false)';

  test('the kubelet, where the manifest is right already', () => {
    expect(steps(peerClientCertificates, declares(right), runs(wrong))).toEqual([
      'pid 100: the manifest is right and the process is older; let the kubelet restart it',
    ]);
  });

  test('whoever edits the manifest, where only that is wrong', () => {
    expect(steps(peerClientCertificates, declares(wrong), runs(right))).toEqual([`etcd.yaml: ${change}`]);
  });

  test('both, where both are wrong', () => {
    expect(steps(peerClientCertificates, declares(wrong), runs(wrong))).toEqual([
      `etcd.yaml: ${change}`,
      `pid 100: ${change}`,
    ]);
  });

  test('nobody, where nothing is decided', () => {
    expect(steps(peerClientCertificates, runs(unresolved('environment_unreadable')))).toEqual([]);
  });

  test('each member by itself', () => {
    const members = [member('a', runs(right, 'pid 1')), member('b', runs(wrong, 'pid 2'))];
    expect(stepsOf(peerClientCertificates, members)).toEqual([`pid 2: ${change}`]);
  });

  test('nobody, for an etcd that is not the store of Kubernetes', () => {
    const stranger = { ...member('a', runs(wrong)), countsForKubernetes: false };
    expect(stepsOf(peerClientCertificates, [stranger, member('b', runs(right, 'pid 2'))])).toEqual([]);
  });
});
