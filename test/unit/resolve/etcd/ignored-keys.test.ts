import { describe, expect, test } from 'vitest';
import { factsOf } from '../../../support/explain/explained.ts';

describe('keys of the configuration file that have no effect are', () => {
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
    [
      'a section and its key in one',
      'peer-transport-security.cert-file: /c',
      ['peer-transport-security.cert-file: unknown'],
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
