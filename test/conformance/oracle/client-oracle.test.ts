// Conformance with etcd itself about clients: what 3.4.23 and 3.5.30 did with each configuration is recorded in the oracle.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { EtcdInvocation } from '../../../src/model/invocation.ts';
import type { Measured } from '../../support/oracle/measured.ts';
import {
  declaredInvocation,
  type Etcd,
  resolution,
  runningInvocation,
  statusesByControl,
  type Variables,
} from '../../support/resolve/verdicts.ts';

type OracleCase = {
  readonly id: string;
  readonly argv: readonly string[];
  readonly env: Variables;
  readonly configFile: string | null;
  readonly measured: Readonly<Record<'3.4.23' | '3.5.30', Measured>>;
  /** By control. `any`: etcd refuses what stands in a file that nobody looks into. */
  readonly expected: Readonly<Record<string, string>>;
};

const file = join(import.meta.dirname, 'client-oracle.json');
const cases = JSON.parse(readFileSync(file, 'utf8')) as readonly OracleCase[];
const refused = cases.filter(({ expected }) => Object.values(expected).every((one) => one === 'unknown'));
const decidable = cases.filter((one) => !refused.includes(one) && one.expected['2.1'] !== 'any');

const ways: Readonly<Record<string, (etcd: Etcd) => EtcdInvocation>> = {
  'as a running process': runningInvocation,
  'as a static pod': declaredInvocation,
};

function judged(invocation: EtcdInvocation, configFile: string | null): Readonly<Record<string, string>> {
  const resolved = resolution(invocation, configFile);
  if (resolved === undefined) throw new Error('This starts no etcd member');
  return statusesByControl(resolved);
}

test('the oracle holds 139 configurations, each measured on both versions', () => {
  expect(new Set(cases.map(({ id }) => id)).size).toBe(139);
  expect(new Set(cases.flatMap(({ measured }) => Object.keys(measured)))).toEqual(new Set(['3.4.23', '3.5.30']));
});

describe.each(Object.entries(ways))('%s', (way, invocationOf) => {
  test.each(decidable)(`${way}, "$id" is judged as it was measured`, (one) => {
    expect(judged(invocationOf(one), one.configFile)).toMatchObject(one.expected);
  });

  test.each(refused)(`${way}, "$id" is unknown because etcd refuses it`, (one) => {
    const resolved = resolution(invocationOf(one), one.configFile);
    expect(resolved).toMatchObject({ resolved: false, cause: { reason: 'etcd_rejects_configuration' } });
  });
});

describe('what was measured', () => {
  test.each(refused)('etcd refuses "$id", in both versions', ({ measured }) => {
    expect(Object.values(measured).map(({ starts }) => starts)).toEqual([false, false]);
  });

  test.each(decidable)('no pass for "$id" contradicts it', ({ measured, expected }) => {
    const did = Object.values(measured).filter(({ starts }) => starts);
    expect(did.length).toBeGreaterThan(0);
    const isTls = did.every(({ clientTransport }) => clientTransport === 'tls');
    const isDemanded = did.every(({ clientCertRequired }) => clientCertRequired === true);
    expect(expected['2.1'] !== 'pass' || isTls).toBe(true);
    expect(expected['2.2'] !== 'pass' || isDemanded).toBe(true);
  });

  test('etcd demands certificates of clients, or does not, as it is said', () => {
    const said = decidable.flatMap((one) => {
      const resolved = resolution(runningInvocation(one), one.configFile);
      const { clientTransport, clientCertRequired } = one.measured['3.5.30'];
      const security = resolved?.resolved === true ? resolved.clientSecurity : undefined;
      // One that fills a field of the decoder is not known, and is not said to be.
      if (security?.transport === undefined) return [];
      const isSame =
        security.transport === clientTransport && security.clientCertificateRequired === clientCertRequired;
      return [isSame ? 'right' : one.id];
    });
    expect(new Set(said)).toEqual(new Set(['right']));
    expect(said.length).toBeGreaterThan(85);
  });
});
