import { describe, expect, test } from 'vitest';
import { explainRule } from '../../src/evaluate/explanation.ts';
import { evaluateRule } from '../../src/evaluate/evaluate.ts';
import { peerClientCertificates } from '../../src/evaluate/rules/peer-client-certificates.ts';
import type { RuleExplanation, TextCheck } from '../../src/model/explanation.ts';
import { unreadable } from '../../src/model/reason.ts';
import type { SourceState } from '../../src/model/report.ts';
import type { WireAnswer } from '../../src/model/wire.ts';
import {
  assessTexts,
  podOf,
  processOf,
  secureEnviron,
  secureFile,
  type TextNode,
  without,
} from '../resolve/text-node.ts';

const auth = 'peer-client-cert-auth';

async function explained(node: TextNode, control = '2.5'): Promise<RuleExplanation> {
  const { rules } = await assessTexts({ ...node, explains: true });
  const found = rules.find(({ rule }) => rule.control === control)?.explanation;
  if (found === undefined) throw new Error('There is no explanation');
  return found;
}

async function checksOf(node: TextNode, control?: string): Promise<readonly TextCheck[]> {
  return (await explained(node, control)).members.flatMap(({ textChecks }) => textChecks);
}

/** `pass, wrong: why why` */
function shortly({ says, isRight, because }: TextCheck): string {
  const judged = isRight === undefined ? 'open' : isRight ? 'right' : 'wrong';
  const why = because.map((one) => (one.kind === 'cause' ? one.cause.reason : one.kind));
  return `${says}, ${[judged, ...why].join(' ')}`;
}

test('nothing is explained unless it is asked for', async () => {
  const { rules } = await assessTexts({ manifests: [podOf(...without())] });
  expect(rules.filter(({ explanation }) => explanation !== undefined)).toEqual([]);
});

test('an explanation changes no verdict', async () => {
  const node: TextNode = { manifests: [podOf(...without())], processes: [processOf(without(auth))] };
  const asked = await assessTexts({ ...node, explains: true });
  expect(asked.rules.map(({ explanation: _explanation, ...rest }) => rest)).toEqual(
    (await assessTexts(node)).rules,
  );
});

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
    [
      'knows one spelling only: bare',
      process(...without(auth), `--${auth}`),
      ['fail, wrong spelled_otherwise'],
    ],
    [
      'knows one spelling only: =1',
      process(...without(auth), `--${auth}=1`),
      ['fail, wrong spelled_otherwise'],
    ],
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

  test('looks for all of its words', async () => {
    const [check] = await checksOf(process(...without('peer-key-file')), '2.4');
    expect(check?.words).toEqual([
      { word: '--peer-cert-file', isFound: true },
      { word: '--peer-key-file', isFound: false },
    ]);
    expect(check?.says).toBe('fail');
  });

  test('has nothing to read where the command line cannot be read', async () => {
    const argv = unreadable('command_line_unreadable', 'EACCES');
    expect(await checksOf({ processes: [processOf([], [], { argv, exe: '/usr/bin/etcd' })] })).toEqual([]);
  });
});

test('each finding has its part in the verdict', async () => {
  const { members } = await explained({
    manifests: [podOf(...without())],
    processes: [processOf(without(), [], { environ: unreadable('environment_unreadable', 'EPERM') })],
  });
  const parts = members.flatMap(({ findings }) =>
    findings.map(({ finding, role }) => [finding.source, finding.status, role]),
  );
  expect(parts).toEqual([
    ['manifest', 'pass', 'decides'],
    ['process', 'unknown', 'outweighed'],
  ]);
});

describe('what a listener answers is held against the configuration', () => {
  const demanding = (clientCertificateRequired: boolean): WireAnswer => ({
    kind: 'tls',
    protocol: 'TLSv1.3',
    clientCertificateRequired,
    certificates: [],
    members: undefined,
  });
  const plaintext: WireAnswer = { kind: 'plaintext', members: undefined };
  const silent: WireAnswer = { kind: 'no_answer', detail: 'ECONNREFUSED' };
  const notAsked: WireAnswer = { kind: 'not_probed', detail: 'elsewhere' };
  const http = [...without('listen-peer-urls'), '--listen-peer-urls=http://192.0.2.10:2380'];

  test.each<[string, readonly string[], WireAnswer, string, string]>([
    ['TLS with a demand', without(), demanding(true), 'agrees', 'cannot_carry'],
    ['TLS without the demand', without(), demanding(false), 'contradicts', 'decides'],
    [
      'a demand where none is configured',
      without(auth, 'peer-trusted-ca-file'),
      demanding(true),
      'contradicts',
      'cannot_carry',
    ],
    ['plaintext for https', without(), plaintext, 'contradicts', 'decides'],
    ['plaintext for http', http, plaintext, 'agrees', 'decides'],
    ['TLS for http', http, demanding(true), 'contradicts', 'cannot_carry'],
    ['silence', without(), silent, 'no_evidence', 'outweighed'],
    ['nothing that was asked', without(), notAsked, 'no_evidence', 'none'],
  ])('%s', async (_what, argv, answer, agreement, part) => {
    const { members, rules } = await assessTexts({ processes: [processOf(argv)], explains: true });
    const [own, facts] = [members[0], rules[1]?.explanation?.members[0]?.facts];
    if (own === undefined || facts === undefined) throw new Error('There is no member');
    const urls = argv === http ? 'http://192.0.2.10:2380' : 'https://192.0.2.10:2380';
    const heard = {
      ...own,
      listeners: [{ url: urls, answer, askedAt: undefined, exposesKeyspace: undefined }],
    };
    const sources: readonly SourceState[] = [];
    const circumstances = {
      sources,
      policy: { singleMember: 'no', noEtcd: 'unknown' } as const,
      at: new Date(0),
    };
    const result = evaluateRule(peerClientCertificates, [heard], circumstances);
    const explanation = explainRule(peerClientCertificates, result, {
      members: [heard],
      facts: [facts],
      sources,
    });
    const [member] = explanation.members;
    expect(member?.wire).toEqual([{ url: urls, agreement }]);
    expect(member?.findings.find(({ finding }) => finding.source === 'wire')?.role ?? 'none').toBe(part);
  });
});

test('sources that were not read are told', async () => {
  const { rules } = await assessTexts({ manifests: ['{'], explains: true });
  expect(rules[0]?.explanation).toMatchObject({ members: [], blind: [{ source: 'manifest' }] });
});
