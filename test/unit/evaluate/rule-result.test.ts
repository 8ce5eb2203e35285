import { describe, expect, test } from 'vitest';
import { evaluateRule } from '../../../src/evaluate/rule-result.ts';
import { peerClientCertificates } from '../../../src/evaluate/rules/peer-client-certificates.ts';
import type { Member } from '../../../src/model/member.ts';
import type { Policy, RuleResult } from '../../../src/model/report.ts';
import type { SourceState, Status } from '../../../src/model/verdict.ts';
import { secureArgv } from '../../support/resolve/verdicts.ts';
import { declares, member, runs, strict, unresolved } from '../../support/evaluate/members.ts';

const pass = { argv: secureArgv() };
const fail = { argv: secureArgv('--peer-client-cert-auth=false') };
const script = unresolved('started_by_script');
const hidden = unresolved('environment_unreadable');

function evaluate(
  members: readonly Member[],
  policy: Partial<Policy> = {},
  sources: readonly SourceState[] = [],
): RuleResult {
  const at = new Date(0);
  return evaluateRule(peerClientCertificates, members, { sources, policy: { ...strict, ...policy }, at });
}

function reasons({ causes }: Pick<RuleResult, 'causes'>): readonly string[] {
  return causes.map(({ reason }) => reason);
}

describe('within one member', () => {
  test.each<[string, Member, Status]>([
    ['a manifest alone decides', member('m', declares(pass)), 'pass'],
    ['a process alone decides', member('m', runs(fail)), 'fail'],
    ['a right manifest does not excuse the running process', member('m', declares(pass), runs(fail)), 'fail'],
    ['a right process does not excuse the manifest', member('m', declares(fail), runs(pass)), 'fail'],
    ['both right pass', member('m', declares(pass), runs(pass)), 'pass'],
    ['a script leaves a pass to the process', member('m', declares(script), runs(pass)), 'pass'],
    ['a script leaves a failure to the process', member('m', declares(script), runs(fail)), 'fail'],
    ['a hidden environment leaves a pass to the manifest', member('m', declares(pass), runs(hidden)), 'pass'],
    [
      'a copy of the manifest that fails is a failure',
      member('m', declares(pass), declares(fail, 'etcd.bak'), runs(pass)),
      'fail',
    ],
    ['nothing decided is unknown', member('m', declares(script), runs(hidden)), 'unknown'],
  ])('%s', (_what, one, status) => {
    const result = evaluate([one]);
    expect(result.status).toBe(status);
    expect(result.members).toMatchObject([{ member: 'm', status }]);
  });

  test('every reason of an unknown is told', () => {
    const result = evaluate([member('m', declares(script), runs(hidden))]);
    expect(reasons(result)).toEqual(['started_by_script', 'environment_unreadable']);
  });

  test('only the reasons of what decided are told', () => {
    const result = evaluate([member('m', declares(script), runs(fail))]);
    expect(reasons(result)).toEqual(['client_cert_auth_false', 'enforced_by_trusted_ca_only']);
  });

  test('the same reason from two sources is told once', () => {
    expect(reasons(evaluate([member('m', declares(fail), runs(fail))]))).toHaveLength(2);
  });

  test('each source has a status of its own', () => {
    const one = member('m', declares(pass), declares(fail, 'etcd.bak'), runs(hidden));
    expect(evaluate([one]).members[0]?.sources).toEqual([
      { source: 'manifest', status: 'fail' },
      { source: 'process', status: 'unknown' },
    ]);
  });

  test('each view has a finding of its own', () => {
    const { findings } = evaluate([member('m', declares(pass), runs(fail))]);
    expect(findings).toMatchObject([
      { member: 'm', source: 'manifest', location: 'etcd.yaml', status: 'pass', causes: [] },
      { member: 'm', source: 'process', location: 'pid 100', status: 'fail' },
    ]);
  });
});

describe('over the members of a node', () => {
  const passing = member('p', runs(pass));
  const failing = member('f', runs(fail));
  const unknown = member('u', runs(hidden));

  test.each<[string, readonly Member[], Status]>([
    ['all pass', [passing, passing], 'pass'],
    ['one failure is enough', [passing, failing, unknown], 'fail'],
    ['one unknown outweighs a pass', [passing, unknown], 'unknown'],
    ['the order does not matter', [unknown, passing], 'unknown'],
  ])('%s', (_what, members, status) => {
    expect(evaluate(members).status).toBe(status);
    expect(evaluate(members.toReversed()).status).toBe(status);
  });

  test('a member that is not the store of Kubernetes is shown and does not count', () => {
    const stranger = { ...failing, countsForKubernetes: false };
    const result = evaluate([passing, stranger]);
    expect(result.status).toBe('pass');
    expect(result.members).toMatchObject([
      { member: 'p', counts: true },
      { member: 'f', counts: false, status: 'fail' },
    ]);
    expect(result.remediation).toEqual([]);
  });

  test('strangers alone are no etcd of Kubernetes', () => {
    const result = evaluate([{ ...passing, countsForKubernetes: false }]);
    expect([result.status, ...reasons(result)]).toEqual(['unknown', 'etcd_not_found']);
  });
});

describe('a declared single member', () => {
  const declared = { singleMember: 'not_applicable' } as const;

  test('turns a failure into not applicable, and keeps its reasons', () => {
    const result = evaluate([member('m', runs(fail))], declared);
    expect(result.status).toBe('not_applicable');
    expect(reasons(result)).toEqual([
      'declared_single_member',
      'client_cert_auth_false',
      'enforced_by_trusted_ca_only',
    ]);
    expect(result.remediation).toEqual([]);
  });

  test.each<[string, Member, Status]>([
    ['does not change a pass', member('m', runs(pass)), 'pass'],
    ['does not settle what is unknown', member('m', runs(hidden)), 'unknown'],
    ['is not hidden by a manifest that passes', member('m', declares(pass), runs(fail)), 'not_applicable'],
  ])('%s', (_what, one, status) => {
    expect(evaluate([one], declared).status).toBe(status);
  });

  test.each(['auto', 'no'] as const)('is not assumed with %s', (singleMember) => {
    expect(evaluate([member('m', runs(fail))], { singleMember }).status).toBe('fail');
  });
});

describe('no etcd on the node', () => {
  const up: SourceState = { source: 'process', up: true, causes: [] };
  const blind: SourceState = {
    source: 'manifest',
    up: false,
    causes: [{ reason: 'manifest_directory_unreadable', detail: 'EACCES' }],
  };

  test('is unknown', () => {
    const result = evaluate([], {}, [up]);
    expect([result.status, ...reasons(result)]).toEqual(['unknown', 'etcd_not_found']);
  });

  test('is not applicable where the operator said so', () => {
    const result = evaluate([], { noEtcd: 'not_applicable' }, [up]);
    expect([result.status, ...reasons(result)]).toEqual(['not_applicable', 'declared_no_etcd']);
  });

  test('is never declared away when a source is blind', () => {
    const result = evaluate([], { noEtcd: 'not_applicable' }, [up, blind]);
    expect([result.status, ...reasons(result)]).toEqual(['unknown', 'etcd_not_found', 'manifest_directory_unreadable']);
  });

  test('does not take the troubles of a source that is up for blindness', () => {
    const vanished: SourceState = { ...up, causes: [{ reason: 'process_vanished', detail: '1' }] };
    expect(evaluate([], { noEtcd: 'not_applicable' }, [vanished]).status).toBe('not_applicable');
  });

  test('does not hide a member that is there', () => {
    expect(evaluate([member('m', runs(fail))], { noEtcd: 'not_applicable' }, [up]).status).toBe('fail');
    expect(evaluate([member('m', runs(hidden))], { noEtcd: 'not_applicable' }, [up]).status).toBe('unknown');
  });

  test('is not said of a node without any source', () => {
    expect(evaluate([], { noEtcd: 'not_applicable' }, []).status).not.toBe('pass');
  });
});
