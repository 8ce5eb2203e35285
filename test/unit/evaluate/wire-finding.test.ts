import { describe, expect, test } from 'vitest';

import { evaluateRule } from '../../../src/evaluate/rule-result.ts';
import { peerClientCertificates } from '../../../src/evaluate/rules/peer-client-certificates.ts';
import { peerTls } from '../../../src/evaluate/rules/peer-tls.ts';
import type { Member } from '../../../src/model/member.ts';
import type { Reason } from '../../../src/model/reason.ts';
import type { Policy, RuleResult } from '../../../src/model/report.ts';
import type { Status } from '../../../src/model/verdict.ts';
import { secureArgv } from '../../support/resolve/verdicts.ts';
import {
  probedListener,
  notProbed,
  plaintext,
  runningMember,
  silent,
  tls,
} from '../../support/evaluate/probed-members.ts';

const url = 'https://192.0.2.10:2380';
const plainArgv = ['etcd', '--listen-peer-urls=http://192.0.2.10:2380'];
const at = new Date('2026-01-01T00:00:00Z');

function results(members: readonly Member[], singleMember: Policy['singleMember'] = 'auto'): readonly RuleResult[] {
  const circumstances = { sources: [], policy: { singleMember, noEtcd: 'unknown' as const }, at };
  return [peerTls, peerClientCertificates].map((rule) => evaluateRule(rule, members, circumstances));
}

/** `pass / fail`: 2.4, then 2.5. */
function shortly(judged: readonly RuleResult[]): string {
  return judged.map(({ status }) => status).join(' / ');
}

function reasons(judged: readonly RuleResult[]): readonly Reason[] {
  return [...new Set(judged.flatMap(({ causes }) => causes.map(({ reason }) => reason)))];
}

function wireStatuses(judged: readonly RuleResult[]): readonly (Status | undefined)[] {
  return judged.map(({ findings }) => findings.find(({ source }) => source === 'wire')?.status);
}

describe('a configuration that both rules pass', () => {
  test.each([
    {
      name: 'demands certificates',
      answer: tls({ demands: true }),
      wire: 'pass / pass',
      verdict: 'pass / pass',
    },
    { name: 'asks for none', answer: tls({ demands: false }), wire: 'pass / fail', verdict: 'pass / fail' },
    { name: 'answers in plaintext', answer: plaintext(), wire: 'fail / fail', verdict: 'fail / fail' },
    { name: 'does not answer', answer: silent, wire: 'unknown / unknown', verdict: 'pass / pass' },
  ])('is $verdict when the listener $name', ({ answer, wire, verdict }) => {
    const judged = results([runningMember([probedListener(url, answer)])]);
    expect(shortly(judged)).toBe(verdict);
    expect(wireStatuses(judged).join(' / ')).toBe(wire);
  });

  test.each([
    { answer: tls({ demands: false }), reason: 'wire_no_client_certificate' },
    { answer: plaintext(), reason: 'wire_plaintext' },
  ])('names what contradicts it: $reason', ({ answer, reason }) => {
    const [, second] = results([runningMember([probedListener(url, answer)])]);
    expect(second?.causes).toEqual([{ reason, detail: expect.stringContaining(url) }]);
  });

  test('is left alone by a listener that was not asked: there is no finding of the wire at all', () => {
    const judged = results([runningMember([probedListener(url, notProbed)])]);
    expect(shortly(judged)).toBe('pass / pass');
    expect(wireStatuses(judged)).toEqual([undefined, undefined]);
  });

  test('fails by one listener of many', () => {
    const good = [
      probedListener(`${url}1`, tls({ demands: true })),
      probedListener(`${url}2`, silent),
      probedListener(`${url}3`, notProbed),
    ];
    expect(shortly(results([runningMember(good)]))).toBe('pass / pass');
    const bad = [...good, probedListener(`${url}4`, tls({ demands: false }))];
    expect(shortly(results([runningMember(bad)]))).toBe('pass / fail');
  });
});

describe('a configuration that a rule fails', () => {
  test('is not mended by a wire that does what the rule wants', () => {
    const argv = secureArgv('--peer-client-cert-auth=false');
    const judged = results([runningMember([probedListener(url, tls({ demands: true }))], argv)]);
    expect(shortly(judged)).toBe('pass / fail');
    expect(reasons(judged)).toContain('enforced_by_trusted_ca_only');
    expect(wireStatuses(judged)).toEqual(['pass', 'pass']);
  });

  test('cannot be carried to a pass by the wire where it is unknown', () => {
    const [only] = runningMember([probedListener(url, tls({ demands: true }))]).sources;
    const cause = { reason: 'command_line_ambiguous', detail: 'x' } as const;
    const blind = { ...(only as Member['sources'][number]), resolution: { resolved: false, cause } as const };
    const member = { ...runningMember([probedListener(url, tls({ demands: true }))]), sources: [blind] };
    expect(shortly(results([member]))).toBe('unknown / unknown');
    expect(shortly(results([{ ...member, listeners: [probedListener(url, plaintext())] }]))).toBe('fail / fail');
  });
});

describe('a single member', () => {
  const lists = (count: number): Member => runningMember([probedListener(url, plaintext(count, '3.4.23'))], plainArgv);

  test('that its own list proves is not applicable, and the failures stay visible', () => {
    const judged = results([lists(1)]);
    expect(shortly(judged)).toBe('not_applicable / not_applicable');
    expect(reasons(judged)).toEqual(
      expect.arrayContaining(['single_member', 'peer_listener_plaintext', 'wire_plaintext']),
    );
  });

  test.each([2, 3, 4, 100])('is not assumed where its list has %i', (count) => {
    const judged = results([lists(count)]);
    expect(shortly(judged)).toBe('fail / fail');
    expect(reasons(judged)).not.toContain('single_member');
  });

  test.each([
    { name: 'no list', answer: plaintext() },
    { name: 'no answer', answer: silent },
    { name: 'not asked', answer: notProbed },
  ])('is not assumed without its list: $name', ({ answer }) => {
    expect(shortly(results([runningMember([probedListener(url, answer)], plainArgv)]))).toBe('fail / fail');
  });

  test('is not believed where two listeners disagree', () => {
    const listeners = [
      probedListener(`${url}1`, plaintext(1)),
      probedListener(`${url}2`, tls({ demands: false, count: 3 })),
    ];
    expect(shortly(results([runningMember(listeners, plainArgv)]))).toBe('fail / fail');
  });

  test('whose flags say what its listener does not do is not applicable, not a pass', () => {
    const member = runningMember([probedListener(url, tls({ demands: false, count: 1 }))]);
    const judged = results([member]);
    expect(shortly(judged)).toBe('pass / not_applicable');
    expect(reasons(judged)).toEqual(['single_member', 'wire_no_client_certificate']);
  });

  test('excuses itself and no other member of the node', () => {
    const other: Member = { ...lists(3), id: 'cp-2' };
    expect(shortly(results([lists(1), other]))).toBe('fail / fail');
  });

  test('fails all the same with --single-member=no', () => {
    expect(shortly(results([lists(1)], 'no'))).toBe('fail / fail');
  });

  test('is declared with --single-member=not_applicable, whatever the list says', () => {
    const judged = results([lists(3)], 'not_applicable');
    expect(shortly(judged)).toBe('not_applicable / not_applicable');
    expect(reasons(judged)).toContain('declared_single_member');
  });
});

describe('a plaintext listener that serves the key space', () => {
  const exposed = probedListener('http://0.0.0.0:2380', plaintext(1, '3.5.16'), true);

  test('is noted although the rule does not apply, with the version that said so', () => {
    const [first] = results([runningMember([exposed], plainArgv)]);
    expect(first?.status).toBe('not_applicable');
    expect(first?.notes).toEqual([
      { reason: 'keyspace_exposed', detail: 'http://0.0.0.0:2380 is plaintext and belongs to etcd 3.5.16' },
    ]);
  });

  test.each([false, undefined])('is not noted where that was not shown (%s)', (exposes) => {
    const listener = { ...exposed, exposesKeyspace: exposes };
    expect(results([runningMember([listener], plainArgv)]).flatMap(({ notes }) => notes)).toEqual([]);
  });
});
