import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Agent, startAgent } from '../../support/e2e/agent.ts';
import { killEveryChild } from '../../support/e2e/child-process.ts';
import { type EtcdCluster, startCluster } from '../../support/e2e/etcd-cluster.ts';
import { servesPlaintext, servesStrangerOverTls } from '../../support/e2e/etcd.ts';
import { type Prometheus, startPrometheus } from '../../support/e2e/prometheus.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { refuseForeignEtcd } from '../../support/e2e/running-etcd.ts';

type Control = '2.4' | '2.5';

const hasTools = hasRequiredTools('etcd', 'openssl', 'prometheus', 'promtool', 'setpriv');
const withoutClientAuth = { without: ['peer-client-cert-auth', 'peer-trusted-ca-file'] };

const compliant = (control: Control): string =>
  `peerproof_rule_compliant{node="cp-1",rule="cis-kubernetes-${control}"}`;

const memberStatus = (member: string, control: Control, status: string): string =>
  `peerproof_member_rule_status{node="cp-1",rule="cis-kubernetes-${control}",member="${member}",source="process",status="${status}"}`;

const memberInfo = (labels: string): string => `peerproof_member_info{node="cp-1",source="process",${labels}}`;

describe.skipIf(!hasTools)('three real etcd members, the agent and Prometheus', () => {
  let directory: string;
  let cluster: EtcdCluster;
  let agent: Agent;
  let prometheus: Prometheus;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'peerproof-'));
    refuseForeignEtcd();
    const manifests = join(directory, 'manifests');
    mkdirSync(manifests);
    cluster = await startCluster(directory, ['cp-1', 'cp-2', 'cp-3']);
    agent = await startAgent({ directory, manifests, procfs: '/proc' });
    prometheus = await startPrometheus({
      directory,
      targets: [agent.address],
      scrapeInterval: '1s',
      jobName: 'peerproof',
    });
  });

  afterAll(async () => {
    await killEveryChild();
    rmSync(directory, { recursive: true, force: true });
  });

  const expectCompliance = async (expected: Readonly<Record<Control, number>>): Promise<void> => {
    await prometheus.waitForValue(compliant('2.4'), expected['2.4']);
    await prometheus.waitForValue(compliant('2.5'), expected['2.5']);
  };

  // The member first: while it is down, the other two alone already comply.
  const restartSecure = async (name: string): Promise<void> => {
    await cluster.restart(name);
    await prometheus.waitForValue(memberStatus(name, '2.4', 'pass'), 1);
    await prometheus.waitForValue(memberStatus(name, '2.5', 'pass'), 1);
    await expectCompliance({ '2.4': 1, '2.5': 1 });
  };

  test('a cluster whose members all verify each other complies with both rules', async () => {
    expect(await cluster.listMembers()).toEqual(['cp-1', 'cp-2', 'cp-3']);
    await expectCompliance({ '2.4': 1, '2.5': 1 });
    await prometheus.waitForValue('count(peerproof_member_info{source="process"})', 3);
    await prometheus.waitForValue(memberInfo('config_origin="flag",peer_transport="tls"'), 1);
  });

  test('a member restarted without client certificate authentication fails 2.5 until it has it again', async () => {
    await cluster.restart('cp-2', withoutClientAuth);
    expect(await servesStrangerOverTls(cluster.member('cp-2'))).toBe(true);
    await expectCompliance({ '2.4': 1, '2.5': 0 });
    await prometheus.waitForValue(memberStatus('cp-2', '2.5', 'fail'), 1);
    await prometheus.waitForValue(memberStatus('cp-1', '2.5', 'pass'), 1);
    await prometheus.waitForValue(memberStatus('cp-3', '2.5', 'pass'), 1);

    await restartSecure('cp-2');
    expect(await servesStrangerOverTls(cluster.member('cp-2'))).toBe(false);
  });

  test('a member that verifies its peers by the CA file alone fails the letter of 2.5, and the reason says so', async () => {
    await cluster.restart('cp-2', { without: ['peer-client-cert-auth'] });
    expect(await servesStrangerOverTls(cluster.member('cp-2'))).toBe(false);
    await expectCompliance({ '2.4': 1, '2.5': 0 });
    await prometheus.waitForValue('peerproof_rule_reason{reason="enforced_by_trusted_ca_only"}', 1);

    await restartSecure('cp-2');
    expect(await prometheus.query('peerproof_rule_reason{reason="enforced_by_trusted_ca_only"} == 1')).toEqual([]);
  });

  test('a member with a plaintext peer listener fails 2.4 and 2.5 although every certificate flag is set', async () => {
    const { peerPort } = cluster.member('cp-2');
    await cluster.restart('cp-2', { set: { 'listen-peer-urls': `http://127.0.0.1:${peerPort}` } });
    expect(await servesPlaintext(cluster.member('cp-2'))).toBe(true);
    await expectCompliance({ '2.4': 0, '2.5': 0 });
    await prometheus.waitForValue(memberStatus('cp-2', '2.4', 'fail'), 1);
    await prometheus.waitForValue(memberStatus('cp-3', '2.4', 'pass'), 1);
    await prometheus.waitForValue(memberInfo('member="cp-2",peer_transport="plaintext"'), 1);

    await restartSecure('cp-2');
    expect(await servesPlaintext(cluster.member('cp-2'))).toBe(false);
  });

  test.each([
    { givenBy: 'environment', origin: 'environment' },
    { givenBy: 'config-file', origin: 'config_file' },
  ] as const)('a member configured by $givenBy alone is judged by it', async ({ givenBy, origin }) => {
    await cluster.restart('cp-2', { givenBy });
    await prometheus.waitForValue(memberInfo(`member="cp-2",config_origin="${origin}"`), 1);
    await prometheus.waitForValue(memberStatus('cp-2', '2.4', 'pass'), 1);
    await prometheus.waitForValue(memberStatus('cp-2', '2.5', 'pass'), 1);
    await expectCompliance({ '2.4': 1, '2.5': 1 });

    await cluster.restart('cp-2', { givenBy, ...withoutClientAuth });
    expect(await servesStrangerOverTls(cluster.member('cp-2'))).toBe(true);
    await expectCompliance({ '2.4': 1, '2.5': 0 });
    await prometheus.waitForValue(memberStatus('cp-2', '2.5', 'fail'), 1);

    await restartSecure('cp-2');
    await prometheus.waitForValue(memberInfo('member="cp-2",config_origin="flag"'), 1);
  });

  test('no series carries a job label that alerts about etcd would select', async () => {
    expect(await prometheus.labelValues('job')).toEqual(['peerproof']);
    expect(await prometheus.query('count({job=~".*etcd.*"})')).toEqual([]);
  });

  test('promtool has nothing to say about the exposition', async () => {
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input: await agent.exposition(),
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  // Last: from here on the members are gone.
  test('a member that ended leaves no series, and a node without any etcd left is unknown, not compliant', async () => {
    await cluster.stop('cp-2');
    await prometheus.waitForValue('count(peerproof_member_info)', 2);
    expect(await prometheus.query('{member="cp-2"}')).toEqual([]);
    await expectCompliance({ '2.4': 1, '2.5': 1 });

    await cluster.stop('cp-1');
    await cluster.stop('cp-3');
    await expectCompliance({ '2.4': 0, '2.5': 0 });
    await prometheus.waitForValue('count(peerproof_rule_status{status="unknown"} == 1)', 2);
    await prometheus.waitForValue('count(peerproof_rule_reason{reason="etcd_not_found"} == 1)', 2);
    expect(await prometheus.query('{member!=""}')).toEqual([]);
  });
});
