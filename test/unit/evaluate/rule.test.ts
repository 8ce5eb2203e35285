import { describe, expect, test } from 'vitest';
import { distinct, judge, type Rule, unknownCauses } from '../../../src/evaluate/rule.ts';
import { peerTls } from '../../../src/evaluate/rules/peer-tls.ts';
import type { Resolution } from '../../../src/model/member.ts';
import type { Cause } from '../../../src/model/reason.ts';
import { resolution, runningInvocation, secureArgv } from '../../support/resolve/verdicts.ts';
import { unresolved } from '../../support/evaluate/members.ts';

const failure: Cause = { reason: 'peer_cert_file_not_set', detail: 'a' };
const doubt: Cause = { reason: 'environment_unreadable', detail: 'b' };

function ruleOf(failures: readonly Cause[], unknowns: readonly Cause[]): Rule {
  return { ...peerTls, judge: () => ({ failures, unknowns }) };
}

function resolved(override?: Cause): Resolution {
  const found = resolution(runningInvocation({ argv: secureArgv() }));
  if (found?.resolved !== true) throw new Error('The settings are not resolved');
  return { ...found, override };
}

describe('a judgement', () => {
  test.each([
    ['nothing wrong and nothing open is a pass', [], [], undefined, 'pass', []],
    ['something wrong is a failure', [failure], [], undefined, 'fail', [failure]],
    ['something wrong outweighs what is open', [failure], [doubt], doubt, 'fail', [failure]],
    ['something open is unknown', [], [doubt], undefined, 'unknown', [doubt]],
    ['a file that may override everything is unknown', [], [], doubt, 'unknown', [doubt]],
    ['the same doubt is told once', [], [doubt, doubt], doubt, 'unknown', [doubt]],
  ])('%s', (_what, failures, unknowns, override, status, causes) => {
    expect(judge(ruleOf(failures, unknowns), resolved(override))).toEqual({ status, causes });
  });

  test('of settings that are not resolved is unknown, for that reason', () => {
    const { reason } = doubt;
    expect(judge(ruleOf([], []), unresolved(reason))).toMatchObject({
      status: 'unknown',
      causes: [{ reason }],
    });
  });
});

describe('causes', () => {
  test('differ by reason and by detail, and keep their order', () => {
    const other = { ...doubt, detail: 'c' };
    expect(distinct([doubt, failure, other, doubt])).toEqual([doubt, failure, other]);
  });

  test('of settings are those of the unknown ones', () => {
    const known = { known: true, value: 1, origin: 'flag' } as const;
    expect(unknownCauses([known, { known: false, cause: doubt }])).toEqual([doubt]);
  });
});
