import { describe, expect, test } from 'vitest';
import type { TextCheck } from '../../../src/model/explanation.ts';
import {
  explainTexts,
  podOf,
  processOf,
  secureEnviron,
  secureFile,
  type TextNode,
  without,
} from '../../support/explain/text-node.ts';
import { failWith } from '../../../src/model/result.ts';

const auth = 'peer-client-cert-auth';

async function checksOf(node: TextNode, control = '2.5'): Promise<readonly TextCheck[]> {
  const found = (await explainTexts({ ...node, allRules: true })).get(`cis-kubernetes-${control}`);
  return found?.members.flatMap(({ textChecks }) => textChecks) ?? [];
}

/** `pass, wrong: why why` */
function shortly({ says, isRight, because }: TextCheck): string {
  const judged = isRight === undefined ? 'open' : isRight ? 'right' : 'wrong';
  const why = because.map((one) => (one.kind === 'cause' ? one.cause.reason : one.kind));
  return `${says}, ${[judged, ...why].join(' ')}`;
}

describe('a search for texts', () => {
  const process = (...argv: readonly string[]): TextNode => ({ processes: [processOf(argv)] });

  test.each<[string, TextNode, readonly string[]]>([
    ['finds what is there', process(...without()), ['pass, right']],
    [
      'misses what is not there',
      process(...without(auth)),
      ['fail, right client_cert_auth_not_set enforced_by_trusted_ca_only'],
    ],
    [
      'is blind to http',
      process(...without('listen-peer-urls'), '--listen-peer-urls=http://[::1]:1'),
      ['pass, wrong peer_listener_plaintext'],
    ],
    [
      'is blind to a flag that is overridden',
      process(...without(), `--${auth}=false`, '--peer-trusted-ca-file='),
      ['pass, wrong client_cert_auth_false'],
    ],
    [
      'is blind to a configuration file that counts instead',
      {
        ...process(...without(), '--config-file=/e'),
        files: { '/e': secureFile.replaceAll('client-cert-auth: true', 'client-cert-auth: false') },
      },
      ['pass, wrong ignored_for_config_file client_cert_auth_false enforced_by_trusted_ca_only'],
    ],
    [
      'is blind to a configuration file alone',
      { ...process('etcd', '--config-file=/e'), files: { '/e': secureFile } },
      ['fail, wrong set_elsewhere'],
    ],
    [
      'is blind to the environment',
      { processes: [processOf(['etcd'], secureEnviron('a', '/a'))] },
      ['fail, wrong set_elsewhere'],
    ],
    ['knows one spelling only: bare', process(...without(auth), `--${auth}`), ['fail, wrong spelled_otherwise']],
    ['knows one spelling only: =1', process(...without(auth), `--${auth}=1`), ['fail, wrong spelled_otherwise']],
    [
      'knows one spelling only: one dash',
      process(...without(auth), `-${auth}=true`),
      ['fail, wrong spelled_otherwise'],
    ],
    [
      'of a manifest says nothing of the process',
      {
        manifests: [podOf(...without())],
        processes: [processOf([...without(auth), `--${auth}=false`, '--peer-trusted-ca-file='])],
      },
      ['pass, wrong decided_elsewhere', 'fail, right client_cert_auth_false'],
    ],
    [
      'proves nothing where nothing can be known',
      process('etcd', 'x', `--${auth}=true`),
      ['pass, open etcd_rejects_configuration'],
    ],
    [
      'is wrong about a single member, to which the rule does not apply',
      { ...process('etcd'), policy: { singleMember: 'not_applicable' } },
      ['fail, wrong declared_single_member client_cert_auth_not_set peer_listener_plaintext'],
    ],
  ])('%s', async (_what, node, expected) => {
    expect((await checksOf(node)).map(shortly)).toEqual(expected);
  });

  test.each<[string, TextNode, readonly string[]]>([
    ['finds nothing', process(...without()), ['pass, right']],
    ['finds it', process(...without(), '--peer-auto-tls=true'), ['fail, right peer_auto_tls_enabled']],
    [
      'is blind to a flag without a value',
      process(...without(), '--peer-auto-tls'),
      ['pass, wrong peer_auto_tls_enabled'],
    ],
    [
      'is blind to a flag that is given again',
      process(...without(), '--peer-auto-tls=true', '--peer-auto-tls=false'),
      ['fail, wrong overridden'],
    ],
    [
      'is blind to a configuration file that counts instead',
      { ...process('etcd', '--peer-auto-tls=true', '--config-file=/e'), files: { '/e': secureFile } },
      ['fail, wrong ignored_for_config_file'],
    ],
  ])('for what must not be there %s', async (_what, node, expected) => {
    expect((await checksOf(node, '2.6')).map(shortly)).toEqual(expected);
  });

  test('looks for all of its words', async () => {
    const [check] = await checksOf(process(...without('peer-key-file')), '2.4');
    expect(check?.words).toEqual([
      { word: '--peer-cert-file', isWanted: true, isFound: true },
      { word: '--peer-key-file', isWanted: true, isFound: false },
    ]);
    expect(check?.says).toBe('fail');
  });

  test('has nothing to read where the command line cannot be read', async () => {
    const argv = failWith('command_line_unreadable', 'EACCES');
    expect(await checksOf({ processes: [processOf([], [], { argv, exe: '/usr/bin/etcd' })] })).toEqual([]);
  });
});
