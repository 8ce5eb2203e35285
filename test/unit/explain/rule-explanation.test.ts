import { describe, expect, test } from 'vitest';
import { explainRule } from '../../../src/explain/rule-explanation.ts';
import { evaluateRule } from '../../../src/evaluate/rule-result.ts';
import { peerClientCertificates } from '../../../src/evaluate/rules/peer-client-certificates.ts';
import type { RuleExplanation } from '../../../src/model/explanation.ts';
import { failWith } from '../../../src/model/result.ts';
import type { SourceState } from '../../../src/model/verdict.ts';
import type { WireAnswer } from '../../../src/model/listener.ts';
import {
  assessTexts,
  explainTexts,
  podOf,
  processOf,
  type TextNode,
  without,
} from '../../support/explain/text-node.ts';

const auth = 'peer-client-cert-auth';

async function explained(node: TextNode, control = '2.5'): Promise<RuleExplanation> {
  const explanations = await explainTexts({ ...node, allRules: true });
  const found = explanations.get(`cis-kubernetes-${control}`);
  if (found === undefined) throw new Error('There is no explanation');
  return found;
}

test('an explanation is about the listeners of its rule', async () => {
  const node: TextNode = { processes: [processOf(without())] };
  const sides = ['2.1', '2.4', '2.7'].map(async (control) => (await explained(node, control)).sides);
  expect(await Promise.all(sides)).toEqual([['client'], ['peer'], []]);
});

test('each finding has its part in the verdict', async () => {
  const { members } = await explained({
    manifests: [podOf(...without())],
    processes: [processOf(without(), [], { environ: failWith('environment_unreadable', 'EPERM') })],
  });
  const parts = members.flatMap(({ findings }) =>
    findings.map(({ finding, role }) => [finding.source, finding.status, role]),
  );
  expect(parts).toEqual([
    ['manifest', 'pass', 'decides'],
    ['process', 'unknown', 'outweighed'],
  ]);
});

describe('an answer is held against the configuration where it is', () => {
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
    const node: TextNode = { processes: [processOf(argv)] };
    const { members } = await assessTexts(node);
    const [own, facts] = [members[0], (await explained(node)).members[0]?.facts];
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
  expect(await explained({ manifests: ['{'] })).toMatchObject({
    members: [],
    unreadSources: [{ source: 'manifest' }],
  });
});
