// Conformance with etcd itself: what 3.4.23, 3.5.16 and 3.5.30 did with each configuration is recorded in the oracle.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { EtcdInvocation } from '../../../src/model/invocation.ts';
import {
  declaredInvocation,
  type Etcd,
  resolution,
  runningInvocation,
  securityOf,
  type Variables,
  verdictsOf,
} from '../../support/resolve/verdicts.ts';

type Expected = {
  readonly '2.4'?: string;
  readonly '2.5'?: string;
  readonly member?: boolean;
};

type OracleCase = {
  readonly id: string;
  readonly argv: readonly string[];
  readonly env: Variables;
  readonly configFile: string | null;
  readonly measured: Readonly<
    Record<
      '3.5.30',
      {
        readonly starts: boolean;
        readonly peerTransport: string | null;
        readonly clientCertRequired: unknown;
      }
    >
  >;
  readonly expected: Expected;
};

const file = join(import.meta.dirname, 'etcd-oracle.json');
const cases = JSON.parse(readFileSync(file, 'utf8')) as readonly OracleCase[];

const ways: Readonly<Record<string, (etcd: Etcd) => EtcdInvocation>> = {
  'as a running process': runningInvocation,
  'as a static pod': declaredInvocation,
};

/** `any` is a refusal that no text shows, `not-pass` is either of fail and unknown. */
function accepted(expected: string | undefined): readonly string[] {
  if (expected === 'any') return ['pass', 'fail', 'unknown'];
  return expected === 'not-pass' ? ['fail', 'unknown'] : [expected ?? 'no expectation'];
}

test('the oracle holds 157 configurations', () => {
  expect(new Set(cases.map(({ id }) => id)).size).toBe(157);
});

const members = cases.filter(({ expected }) => expected.member !== false);
const strangers = cases.filter(({ expected }) => expected.member === false);
const refused = members.filter(({ expected }) => expected['2.4'] === 'unknown');

describe.each(Object.entries(ways))('%s', (way, invocationOf) => {
  for (const one of members) {
    test(`${way}, "${one.id}" is judged ${one.expected['2.4']} / ${one.expected['2.5']}`, () => {
      const judged = verdictsOf(invocationOf(one), one.configFile);
      expect(accepted(one.expected['2.4'])).toContain(judged['cis-kubernetes-2.4']);
      expect(accepted(one.expected['2.5'])).toContain(judged['cis-kubernetes-2.5']);
    });
  }

  test.each(strangers)(`${way}, "$id" is no etcd member`, (one) => {
    expect(resolution(invocationOf(one), one.configFile)).toBeUndefined();
  });

  test.each(refused)(`${way}, "$id" is unknown because etcd refuses it`, (one) => {
    const { reasons } = verdictsOf(invocationOf(one), one.configFile);
    expect(reasons).toHaveLength(1);
    expect(['etcd_rejects_configuration', 'config_file_invalid']).toContain(reasons[0]);
  });
});

describe('what etcd 3.5.30 did on the wire', () => {
  const listening = cases.filter(({ measured }) => measured['3.5.30'].peerTransport !== null);

  test('was measured on a peer listener often enough to be worth comparing', () => {
    expect(listening.length).toBeGreaterThan(90);
  });

  for (const one of listening) {
    const { peerTransport, clientCertRequired } = one.measured['3.5.30'];
    const demand = clientCertRequired === true ? 'demands' : 'does not demand';
    test(`"${one.id}" serves ${peerTransport} and ${demand} client certificates`, () => {
      const security = securityOf(resolution(runningInvocation(one), one.configFile));
      expect(security?.transport).toBe(peerTransport);
      expect(security?.clientCertificateRequired).toBe(clientCertRequired);
    });
  }
});
