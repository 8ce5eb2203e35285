import { describe, expect, test } from 'vitest';
import { configurationVerdict, type Rule } from '../../../src/evaluate/rule.ts';
import { peerTls } from '../../../src/evaluate/rules/peer-tls.ts';
import type { Resolution } from '../../../src/model/member.ts';
import type { Cause } from '../../../src/model/reason.ts';
import { resolution, runningInvocation, secureArgv } from '../../support/resolve/verdicts.ts';
import { unresolved } from '../../support/evaluate/members.ts';

const failure: Cause = { reason: 'peer_cert_file_not_set', detail: 'a' };
const doubt: Cause = { reason: 'environment_unreadable', detail: 'b' };

function ruleOf(failures: readonly Cause[], unknowns: readonly Cause[]): Rule {
  return { ...peerTls, check: () => ({ failures, unknowns }) };
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
    expect(configurationVerdict(ruleOf(failures, unknowns), resolved(override))).toEqual({ status, causes });
  });

  test('of settings that are not resolved is unknown, for that reason', () => {
    const { reason } = doubt;
    expect(configurationVerdict(ruleOf([], []), unresolved(reason))).toMatchObject({
      status: 'unknown',
      causes: [{ reason }],
    });
  });
});
