import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import type { Report } from '../../../../src/model/report.ts';
import { sarifReport } from '../../../../src/publish/reports/sarif-report.ts';
import { materialiseNode } from '../../../fixtures/make-proc.ts';
import schema from '../../../fixtures/sarif.schema.json' with { type: 'json' };
import { assessTree } from '../../../support/observed-node.ts';
import { repository } from '../../../support/peerproof-process.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';
import { member, sampleReport } from '../../../support/publish/sample-report.ts';
import { hostileReport, hostileTexts } from '../../../support/publish/reports/hostile-report.ts';

const fixtures = join(repository, 'test/fixtures/nodes');
const validate = new Ajv({ allErrors: true, strictTypes: false }).compile(schema);

type Result = {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly kind: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation?: { readonly artifactLocation: { readonly uri: string } };
    readonly logicalLocations: readonly { readonly kind: string; readonly fullyQualifiedName: string }[];
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions: readonly object[];
};

type Run = {
  readonly tool: { readonly driver: { readonly rules: readonly Readonly<Record<string, unknown>>[] } };
  readonly invocations: readonly [{ readonly toolExecutionNotifications: readonly object[] }];
  readonly results: readonly Result[];
};

/** The one run, as a reader of the text has it, once the schema has no complaint. */
function runOf(report: Report): Run {
  const log = JSON.parse(JSON.stringify(sarifReport(report, '1.2.3'))) as { readonly runs: readonly [Run] };
  validate(log);
  expect(validate.errors).toBeNull();
  return log.runs[0];
}

function grades(report: Report): readonly string[] {
  return runOf(report).results.map(({ kind, level }) => `${kind} ${level}`);
}

test('the schema refuses what is no SARIF', () => {
  const log = (result: object): object => ({
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'x' } }, results: [result] }],
  });
  const message = { text: 'x' };
  expect(validate(log({ message, kind: 'pass', level: 'none' }))).toBe(true);
  expect(validate(log({ message, kind: 'pass', level: 'error' }))).toBe(false);
  expect(validate(log({ message, level: 'fatal' }))).toBe(false);
  expect(validate(log({ message, severity: 'high' }))).toBe(false);
  expect(validate(log({}))).toBe(false);
  expect(validate({ version: '2.1.0', runs: [{ tool: {} }] })).toBe(false);
});

test('a finding is an error, a warning, or of a kind that is no alert', () => {
  expect(grades(sampleReport({ statuses: ['fail', 'unknown'] }))).toEqual([
    'fail error',
    'fail error',
    'fail warning',
    'fail warning',
  ]);
  expect(grades(sampleReport({ statuses: ['pass', 'not_applicable'] }))).toEqual([
    'pass none',
    'pass none',
    'notApplicable none',
    'notApplicable none',
  ]);
});

test('an unknown that another source decided is a note', () => {
  const report = sampleReport({ statuses: ['pass', 'pass'] });
  const rules = report.rules.map((rule) => ({
    ...rule,
    findings: rule.findings.map((finding) =>
      finding.source === 'manifest' ? { ...finding, status: 'unknown' as const } : finding,
    ),
  }));
  expect(grades({ ...report, rules })).toEqual(['fail note', 'pass none', 'fail note', 'pass none']);
});

test('a result names rule, place and reasons', () => {
  const [, , first] = runOf(sampleReport()).results;
  expect(first).toMatchObject({
    ruleId: 'cis-kubernetes-2.5',
    ruleIndex: 1,
    message: {
      text: '2.5: a by manifest (/manifests/a.yaml): fail. Peers need not show a client certificate: peer-client-cert-auth is not set. (client_cert_auth_not_set: it is not given)',
    },
    locations: [{ logicalLocations: [{ kind: 'manifest', fullyQualifiedName: 'cp-1/a//manifests/a.yaml' }] }],
    suppressions: [],
    properties: { status: 'fail', reasons: ['client_cert_auth_not_set'], member: 'a' },
  });
});

test('a rule has its texts and the CIS controls that it belongs to', () => {
  const [first] = runOf(sampleReport()).tool.driver.rules;
  expect(first).toMatchObject({
    id: 'cis-kubernetes-2.4',
    name: 'EtcdShouldUseTLSEncryptionForPeerConnections',
    shortDescription: { text: '2.4 Etcd should use TLS encryption for peer connections' },
    fullDescription: {
      text: expect.stringMatching(/^Members of an etcd cluster .* alter all of them\.$/) as unknown,
    },
    help: { text: expect.stringMatching(/^Set --peer-cert-file and --peer-key-file/) as unknown },
    properties: {
      control: '2.4',
      cisControls: [
        'v6 14.2 Encrypt all sensitive information in transit',
        'v7 14.4 Encrypt all sensitive information in transit',
      ],
    },
  });
});

test('a node on which nothing was found still has a result for each rule', () => {
  const report = sampleReport({ statuses: ['unknown', 'unknown'], members: [] });
  expect(grades(report)).toEqual(['fail warning', 'fail warning']);
  expect(runOf(report).results[0]?.locations).toEqual([
    { logicalLocations: [{ name: 'cp-1', fullyQualifiedName: 'cp-1', kind: 'node' }] },
  ]);
});

test('a note is a result of its own', () => {
  const report = sampleReport({ statuses: ['pass', 'pass'] });
  const notes = [{ reason: 'keyspace_exposed' as const, detail: 'http://192.0.2.1:2380' }];
  const rules = report.rules.map((rule, index) => (index === 0 ? { ...rule, notes } : rule));
  expect(grades({ ...report, rules })).toEqual(['pass none', 'pass none', 'fail note', 'pass none', 'pass none']);
});

test('what does not count for the verdict is suppressed', () => {
  const report = sampleReport({ statuses: ['fail', 'fail'] });
  const rules = report.rules.map((rule) => ({
    ...rule,
    members: rule.members.map((one) => ({ ...one, counts: false })),
  }));
  const suppressed = runOf({ ...report, rules }).results.map(({ suppressions }) => suppressions.length);
  expect(suppressed).toEqual([1, 1, 1, 1]);
});

test('a source that was not read is a notification', () => {
  const causes = [{ reason: 'procfs_unreadable' as const, detail: '/proc does not exist' }];
  const { invocations } = runOf(sampleReport({ sources: [{ source: 'process', up: false, causes }] }));
  expect(invocations[0].toolExecutionNotifications).toMatchObject([
    { level: 'error', message: { text: expect.stringContaining('/proc does not exist') as unknown } },
  ]);
});

test('fingerprints differ from result to result, and stay when the pid and the reasons change', () => {
  const prints = (report: Report): readonly (string | undefined)[] =>
    runOf(report).results.map(({ partialFingerprints }) => partialFingerprints['peerproof/v1']);
  const before = sampleReport({ members: [member('a'), member('b')] });
  const rules = before.rules.map((rule) => ({
    ...rule,
    findings: rule.findings.map((finding) => ({ ...finding, location: 'pid 2', causes: [] })),
  }));
  expect(new Set(prints(before)).size).toBe(8);
  expect(prints({ ...before, rules })).toEqual(prints(before));
  expect(prints({ ...before, node: 'cp-2' })).not.toEqual(prints(before));
});

test.each(readdirSync(fixtures))('the report of the node %s is as the schema has it', async (name) => {
  const rootfs = join(temporaryDirectory(), 'rootfs');
  materialiseNode(join(fixtures, name), rootfs);
  const { results } = runOf(await assessTree(rootfs));
  expect(new Set(results.map(({ ruleIndex }) => ruleIndex))).toEqual(new Set([0, 1]));
});

test('the manifest is a file of the node', async () => {
  const rootfs = join(temporaryDirectory(), 'rootfs');
  materialiseNode(join(fixtures, 'sample'), rootfs);
  const uris = runOf(await assessTree(rootfs)).results.map(
    ({ locations }) => locations[0]?.physicalLocation?.artifactLocation.uri,
  );
  const manifest = 'etc/kubernetes/manifests/etcd.yaml';
  expect(uris).toEqual([manifest, undefined, manifest, undefined]);
});

test.each(hostileTexts)('%j makes no link, no placeholder and no other place', (text) => {
  const { results } = runOf(hostileReport(text));
  expect(results.length).toBeGreaterThan(4);
  for (const { message, locations } of results) {
    // A link ends in a bracket that an even number of backslashes precedes.
    expect(message.text).not.toMatch(/(?<!\\)(?:\\\\)*\]\(/);
    expect(message.text).not.toMatch(/(?<!\{)\{\d+\}/);
    expect(message.text).not.toMatch(/[\p{Cc}\p{Cs}\u202E]/u);
    const uri = locations[0]?.physicalLocation?.artifactLocation.uri ?? 'manifests/';
    expect(new URL(uri, 'file:///').href).toMatch(/^file:\/\/\/[^?#\s]*$/);
  }
});
