import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { sourceErrors } from '../../../../src/model/reason.ts';
import { type Report, triggers } from '../../../../src/model/report.ts';
import { statuses } from '../../../../src/model/verdict.ts';
import { createMetrics, type Metrics } from '../../../../src/publish/metrics/metrics.ts';
import { type Labels, parseExposition, type Sample, valuesOf } from '../../../support/e2e/exposition.ts';
import { assessedAt, member, sampleReport } from '../../../support/publish/sample-report.ts';

const build = { version: '1.2.3', revision: 'abc', nodeVersion: 'v24.0.0' };

function metricsOf(...reports: readonly Report[]): Metrics {
  const metrics = createMetrics(build, new Date());
  const publication = { statusSince: () => new Date(1000), watchMode: 'directory' } as const;
  for (const report of reports) metrics.publish({ report, ...publication }, 'start', 0.003);
  return metrics;
}

async function textOf({ exposition }: Metrics): Promise<string> {
  return (await exposition.text()).toString();
}

/** The lines of our own families, without the counters, which others check. */
async function ownLines(...reports: readonly Report[]): Promise<string> {
  const lines = (await textOf(metricsOf(...reports))).split('\n');
  const own = lines.filter((line) => line.startsWith('peerproof_'));
  return own.filter((line) => !/_total|_duration_|_build_/.test(line)).join('\n');
}

async function samplesOf(...reports: readonly Report[]): Promise<readonly Sample[]> {
  return parseExposition(await textOf(metricsOf(...reports)));
}

test('a report becomes exactly these samples', async () => {
  expect(await ownLines(sampleReport())).toMatchInlineSnapshot(`
    "peerproof_rule_compliant{node="cp-1",rule="cis-kubernetes-2.4"} 1
    peerproof_rule_compliant{node="cp-1",rule="cis-kubernetes-2.5"} 0
    peerproof_rule_status{node="cp-1",rule="cis-kubernetes-2.4",status="pass"} 1
    peerproof_rule_status{node="cp-1",rule="cis-kubernetes-2.4",status="fail"} 0
    peerproof_rule_status{node="cp-1",rule="cis-kubernetes-2.4",status="unknown"} 0
    peerproof_rule_status{node="cp-1",rule="cis-kubernetes-2.4",status="not_applicable"} 0
    peerproof_rule_status{node="cp-1",rule="cis-kubernetes-2.5",status="pass"} 0
    peerproof_rule_status{node="cp-1",rule="cis-kubernetes-2.5",status="fail"} 1
    peerproof_rule_status{node="cp-1",rule="cis-kubernetes-2.5",status="unknown"} 0
    peerproof_rule_status{node="cp-1",rule="cis-kubernetes-2.5",status="not_applicable"} 0
    peerproof_rule_reason{node="cp-1",rule="cis-kubernetes-2.5",reason="client_cert_auth_not_set"} 1
    peerproof_rule_info{rule="cis-kubernetes-2.4",framework="cis-kubernetes",control="2.4",title="Etcd should use TLS encryption for peer connections"} 1
    peerproof_rule_info{rule="cis-kubernetes-2.5",framework="cis-kubernetes",control="2.5",title="Etcd should be configured for peer authentication"} 1
    peerproof_member_rule_status{node="cp-1",rule="cis-kubernetes-2.4",member="a",source="manifest",status="pass"} 1
    peerproof_member_rule_status{node="cp-1",rule="cis-kubernetes-2.4",member="a",source="manifest",status="fail"} 0
    peerproof_member_rule_status{node="cp-1",rule="cis-kubernetes-2.4",member="a",source="manifest",status="unknown"} 0
    peerproof_member_rule_status{node="cp-1",rule="cis-kubernetes-2.4",member="a",source="manifest",status="not_applicable"} 0
    peerproof_member_rule_status{node="cp-1",rule="cis-kubernetes-2.4",member="a",source="process",status="pass"} 1
    peerproof_member_rule_status{node="cp-1",rule="cis-kubernetes-2.4",member="a",source="process",status="fail"} 0
    peerproof_member_rule_status{node="cp-1",rule="cis-kubernetes-2.4",member="a",source="process",status="unknown"} 0
    peerproof_member_rule_status{node="cp-1",rule="cis-kubernetes-2.4",member="a",source="process",status="not_applicable"} 0
    peerproof_member_rule_status{node="cp-1",rule="cis-kubernetes-2.5",member="a",source="manifest",status="pass"} 0
    peerproof_member_rule_status{node="cp-1",rule="cis-kubernetes-2.5",member="a",source="manifest",status="fail"} 1
    peerproof_member_rule_status{node="cp-1",rule="cis-kubernetes-2.5",member="a",source="manifest",status="unknown"} 0
    peerproof_member_rule_status{node="cp-1",rule="cis-kubernetes-2.5",member="a",source="manifest",status="not_applicable"} 0
    peerproof_member_rule_status{node="cp-1",rule="cis-kubernetes-2.5",member="a",source="process",status="pass"} 0
    peerproof_member_rule_status{node="cp-1",rule="cis-kubernetes-2.5",member="a",source="process",status="fail"} 1
    peerproof_member_rule_status{node="cp-1",rule="cis-kubernetes-2.5",member="a",source="process",status="unknown"} 0
    peerproof_member_rule_status{node="cp-1",rule="cis-kubernetes-2.5",member="a",source="process",status="not_applicable"} 0
    peerproof_member_info{node="cp-1",member="a",source="manifest",config_origin="flag",peer_transport="tls"} 1
    peerproof_member_info{node="cp-1",member="a",source="process",config_origin="flag",peer_transport="tls"} 1
    peerproof_configuration_drift{node="cp-1",member="a"} 0
    peerproof_source_up{node="cp-1",source="manifest"} 1
    peerproof_source_up{node="cp-1",source="process"} 1
    peerproof_process_watch_mode{mode="directory"} 1
    peerproof_process_watch_mode{mode="scan"} 0
    peerproof_last_assessment_timestamp_seconds 1767323045.678
    peerproof_last_status_change_timestamp_seconds{node="cp-1",rule="cis-kubernetes-2.4"} 1
    peerproof_last_status_change_timestamp_seconds{node="cp-1",rule="cis-kubernetes-2.5"} 1"
  `);
});

test('before the first report there is no verdict, and all that can be counted stands at 0', async () => {
  expect(await ownLines()).toMatchInlineSnapshot(`"peerproof_last_assessment_timestamp_seconds 0"`);
  const samples = await samplesOf();
  expect(valuesOf(samples, 'peerproof_build_info', { version: '1.2.3', revision: 'abc' })).toEqual([1]);
  for (const trigger of triggers) expect(valuesOf(samples, 'peerproof_assessments_total', { trigger })).toEqual([0]);
  for (const [source, reasons] of Object.entries(sourceErrors)) {
    for (const reason of reasons)
      expect(valuesOf(samples, 'peerproof_source_errors_total', { source, reason })).toEqual([0]);
  }
});

test('a member, a reason and a source that are gone leave no series', async () => {
  const first = sampleReport({ statuses: ['fail', 'fail'], members: [member('a'), member('b')] });
  const then = sampleReport({
    statuses: ['pass', 'pass'],
    members: [member('a')],
    sources: [{ source: 'process', up: true, causes: [] }],
  });
  expect(await ownLines(first)).toContain('member="b"');
  expect(await ownLines(first, then)).toBe(await ownLines(then));
  expect(await ownLines(first, then)).not.toMatch(/member="b"|_rule_reason\{|source_up\{.*manifest/);
});

test.each(statuses)(
  'exactly one state is 1 for the node and for each finding when the status is %s',
  async (status) => {
    const samples = await samplesOf(sampleReport({ statuses: [status, status], members: [member('a'), member('b')] }));
    for (const family of ['peerproof_rule_status', 'peerproof_member_rule_status']) {
      const sets = Map.groupBy(
        samples.filter(({ name }) => name === family),
        ({ labels }) => JSON.stringify({ ...labels, status: '' }),
      );
      expect(sets.size).toBe(family === 'peerproof_rule_status' ? 2 : 8);
      for (const set of sets.values()) {
        expect(new Set(set.map(({ labels }) => labels['status']))).toEqual(new Set(statuses));
        expect(set.reduce((sum, { value }) => sum + value, 0)).toBe(1);
        expect(set.find(({ value }) => value === 1)?.labels['status']).toBe(status);
      }
    }
    const compliant = status === 'pass' || status === 'not_applicable' ? 1 : 0;
    expect(valuesOf(samples, 'peerproof_rule_compliant')).toEqual([compliant, compliant]);
  },
);

test('label values come out of the exposition as they went in, but for control characters', async () => {
  const names = ['quote"', 'back\\slash', 'back\\n', 'brace} 1', 'a,b="c"', 'ünïcødé ☃', ''];
  const samples = await samplesOf(sampleReport({ members: names.map(member) }));
  const shown = new Set(samples.flatMap(({ labels }: { labels: Labels }) => labels['member'] ?? []));
  expect(shown).toEqual(new Set(names));
  const control = await textOf(metricsOf(sampleReport({ members: [member('a\nb\tc\u001B[31m\u0000\u009B')] })));
  expect(control).toContain('member="a\uFFFDb\uFFFDc\uFFFD[31m\uFFFD\uFFFD"');
});

test('a node name with a line end breaks no line', async () => {
  const samples = await samplesOf(sampleReport({ node: 'cp\n1"' }));
  expect(valuesOf(samples, 'peerproof_rule_status', { node: 'cp\n1"', status: 'pass' })).toEqual([1, 0]);
});

test('a name that never ends is cut', async () => {
  const samples = await samplesOf(sampleReport({ members: [member('x'.repeat(100_000))] }));
  expect(valuesOf(samples, 'peerproof_member_info', { member: 'x'.repeat(200) })).toEqual([1, 1]);
});

test('troubles and assessments are counted', async () => {
  const trouble = sampleReport({
    sources: [
      {
        source: 'manifest',
        up: false,
        causes: [
          { reason: 'manifest_invalid', detail: 'a' },
          { reason: 'manifest_invalid', detail: 'b' },
        ],
      },
    ],
  });
  const metrics = metricsOf(trouble);
  const publication = { report: trouble, statusSince: () => new Date(1000), watchMode: 'scan' } as const;
  metrics.publish(publication, 'scrape', 0.3);
  const samples = parseExposition(await textOf(metrics));
  expect(valuesOf(samples, 'peerproof_source_up', { source: 'manifest' })).toEqual([0]);
  const reason = 'manifest_invalid';
  expect(valuesOf(samples, 'peerproof_source_errors_total', { reason })).toEqual([4]);
  expect(valuesOf(samples, 'peerproof_assessments_total')).toEqual([1, 0, 0, 0, 0, 1]);
  expect(valuesOf(samples, 'peerproof_process_watch_mode')).toEqual([0, 1]);
  const bucket = 'peerproof_assessment_duration_seconds_bucket';
  expect(valuesOf(samples, bucket, { le: '0.005' })).toEqual([1]);
  expect(valuesOf(samples, bucket, { le: '+Inf' })).toEqual([2]);
});

test('times are seconds since the Unix epoch', async () => {
  const samples = await samplesOf(sampleReport());
  expect(valuesOf(samples, 'peerproof_last_assessment_timestamp_seconds')).toEqual([assessedAt.getTime() / 1000]);
  expect(valuesOf(samples, 'peerproof_last_status_change_timestamp_seconds')).toEqual([1, 1]);
  const [started = 0] = valuesOf(samples, 'process_start_time_seconds');
  expect(Math.abs(started - (Date.now() / 1000 - process.uptime()))).toBeLessThan(5);
});

test('two agents in one process share no series', async () => {
  const one = metricsOf(sampleReport({ node: 'one' }));
  const other = metricsOf(sampleReport({ node: 'other' }));
  expect(await textOf(one)).not.toContain('node="other"');
  expect(await textOf(other)).not.toContain('node="one"');
});

test('promtool finds nothing to complain about', async () => {
  const input = await textOf(metricsOf(sampleReport()));
  expect(execFileSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8', stdio: 'pipe' })).toBe('');
});
