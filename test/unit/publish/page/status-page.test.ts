import { describe, expect, test } from 'vitest';
import type { Member } from '../../../../src/model/member.ts';
import type { Report, Publication } from '../../../../src/model/report.ts';
import type { WireAnswer } from '../../../../src/model/listener.ts';
import { statusPage } from '../../../../src/publish/page/status-page.ts';
import { asset } from '../../../../src/publish/asset.ts';
import { assessedAt, member, sampleReport } from '../../../support/publish/sample-report.ts';

const [script, style] = [asset('page.js'), asset('page.css')];

const context = { version: '1.2.3', telemetryPath: '/metrics', isProbing: true };
const hour = 3_600_000;
const now = new Date(assessedAt.getTime() + 5000);

function publication(report: Report): Publication {
  return { report, watchMode: 'scan', statusSince: () => new Date(assessedAt.getTime() - 3 * hour) };
}

function pageOf(report: Report, isProbing = true): string {
  const page = statusPage(publication(report), { ...context, isProbing }, now);
  return page.replace(style, '').replace(script, '');
}

/** The words alone, as somebody reads them aloud. */
function wordsOf(report: Report, isProbing = true): string {
  return pageOf(report, isProbing)
    .replaceAll(/<wbr ?\/?>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

test('the page says that nothing is known before the first assessment', () => {
  const page = statusPage(undefined, context, now);
  expect(page).toContain('The first assessment is not done yet.');
  expect(page).toContain('<title>? Unknown · peerproof</title>');
  expect(page).toContain('<a href="./metrics">');
  expect(page).toContain('peerproof 1.2.3.');
});

test('the title has the worst status and the node', () => {
  expect(pageOf(sampleReport())).toContain('<title>✗ Fail · cp-1 · peerproof</title>');
  const pass = sampleReport({ statuses: ['pass', 'not_applicable'] });
  expect(pageOf(pass)).toContain('<title>✓ Pass · cp-1 · peerproof</title>');
  const blind = sampleReport({ statuses: ['unknown', 'pass'] });
  expect(pageOf(blind)).toContain('<title>? Unknown · cp-1 · peerproof</title>');
});

test('each rule has its status, since when, and its reasons as sentences', () => {
  const words = wordsOf(sampleReport());
  expect(words).toContain('1 rule fails, 1 passes.');
  expect(words).toContain('Assessed 2026-01-02 03:04:05 UTC');
  expect(words).toContain('2.5 Etcd should be configured for peer authentication');
  expect(words).toContain('Fail since 2026-01-02 00:04:05 UTC , 3 h');
  expect(words).toContain('Peers need not show a client certificate: peer-client-cert-auth is not set.');
});

test('what to change is a line beside what is there now, and no line is asked for twice', () => {
  const { rules, ...rest } = sampleReport();
  const edit = { location: 'm.yaml', origin: 'flag', now: '--a=1', line: '--a=2' } as const;
  const edits = [
    { ...edit, step: 'one', source: 'manifest' },
    { ...edit, step: 'two', source: 'process', location: 'pid 7' },
  ] as const;
  const remediation = ['one', 'two', 'find out what listens there'];
  const words = wordsOf({ ...rest, rules: rules.map((rule) => ({ ...rule, remediation, edits })) });
  expect(words).toContain('In m.yaml , on etcd’s command line: Now --a=1 Set --a=2');
  expect(words.split('--a=2')).toHaveLength(1 + rules.length);
  expect(words).toContain('what runs (pid 7): it follows');
  expect(words).toContain('find out what listens there');
});

test('a process without a manifest has its own lines', () => {
  const { rules, ...rest } = sampleReport();
  const edits = [
    { step: 'one', source: 'process', location: 'pid 7', origin: 'flag', now: undefined, line: '--a=2' },
  ] as const;
  const words = wordsOf({ ...rest, rules: rules.map((rule) => ({ ...rule, remediation: ['one'], edits })) });
  expect(words).toContain('In pid 7 , on etcd’s command line: Now not set Set --a=2');
});

describe('what was found', () => {
  const found = (changes: Partial<Member>): string =>
    wordsOf(sampleReport({ members: [{ ...member('a'), ...changes }] }));

  test('stands side by side, with origins', () => {
    expect(found({})).toContain('Setting Manifest /manifests/a.yaml Process pid of a');
    expect(found({})).toContain('peer-cert-file /pki/peer.crt flag /pki/peer.crt flag');
    expect(found({})).toContain('peer-client-cert-auth false default false default');
    expect(found({})).toContain('Manifest and process agree.');
  });

  test('is marked where it differs, in words', () => {
    const drift = [{ setting: 'peerClientCertAuth', declared: 'true', running: 'false' }] as const;
    expect(found({ drift })).toContain('peer-client-cert-auth ≠ differs');
    expect(found({ drift })).toContain('Manifest and process differ in 1 setting.');
    expect(found({})).not.toContain('≠');
  });

  test('says why a configuration is not known, once', () => {
    const [manifest, process] = member('a').sources;
    const cause = { reason: 'started_by_script', detail: 'sh -c …' } as const;
    if (manifest === undefined || process === undefined) throw new Error('no sources');
    const words = found({ sources: [{ ...manifest, resolution: { resolved: false, cause } }, process] });
    expect(words.split('Not known. A shell script starts etcd')).toHaveLength(2);
  });

  test('tells a member that does not count', () => {
    expect(found({ countsForKubernetes: false })).toContain('Does not count');
    expect(found({})).not.toContain('Does not count');
  });
});

describe('peer listeners', () => {
  const day = 24 * hour;
  const certificate = {
    subject: 'CN=peer',
    issuer: 'CN=ca',
    names: ['cp-1', '2001:db8::1'],
    notBefore: new Date(now.getTime() - day),
    notAfter: new Date(now.getTime() + 12.5 * day),
    keyType: 'rsa',
    rsaBits: 2048,
    signatureAlgorithm: 'sha256WithRSAEncryption',
  };
  const tls: WireAnswer = {
    kind: 'tls',
    protocol: 'TLSv1.3',
    clientCertificateRequired: false,
    certificates: [certificate],
    members: undefined,
  };
  const answered = (answer: WireAnswer, url = 'https://[2001:db8::1]:2380'): string => {
    const listener = { url, answer, askedAt: assessedAt, exposesKeyspace: answer.kind === 'plaintext' };
    return wordsOf(sampleReport({ members: [{ ...member('a'), listeners: [listener] }] }));
  };

  test('are shown with what they answered and the certificate that they serve', () => {
    const words = answered(tls);
    expect(words).toContain('https://[2001:db8::1]:2380 TLSv1.3, asks for no client certificate asked');
    expect(words).toContain('CN=peer CN=ca cp-1, 2001:db8::1 2026-01-01 2026-01-14 12 days left rsa 2048');
    expect(words).toContain('Next certificate to expire 2026-01-14 , 12 days left');
    expect(words).not.toContain('contradicts');
  });

  test('contradict in words', () => {
    expect(answered({ kind: 'plaintext', members: undefined })).toContain('plaintext ≠ contradicts');
    expect(answered({ ...tls, clientCertificateRequired: true })).toContain('demanded ≠ contradicts');
    expect(answered(tls, 'http://192.0.2.1:2380')).toContain('tls (TLSv1.3) ≠ contradicts');
  });

  test('say that a certificate has expired, or is not valid yet', () => {
    const late = { ...certificate, notAfter: new Date(now.getTime() - day) };
    const early = { ...certificate, notBefore: new Date(now.getTime() + day) };
    expect(answered({ ...tls, certificates: [late] })).toContain('expired 1 day ago');
    expect(answered({ ...tls, certificates: [early] })).toContain('not valid yet');
  });

  test('say that they serve every key, do not answer, or were not asked', () => {
    expect(answered({ kind: 'plaintext', members: undefined })).toContain('serves every key of this etcd');
    expect(answered({ kind: 'no_answer', detail: 'refused' })).toContain('does not answer: refused');
    expect(answered({ kind: 'not_probed', detail: 'elsewhere' })).toContain('was not asked: elsewhere');
  });
});

test('each source has its health, and what is not switched on is said', () => {
  const causes = [{ reason: 'procfs_unreadable', detail: 'EACCES' }] as const;
  const report = sampleReport({ sources: [{ source: 'process', up: false, causes }] });
  expect(wordsOf(report)).toContain('Sources not read: process');
  expect(wordsOf(report)).toContain('Running processes Not read: The process directory (procfs) could not');
  expect(wordsOf(report)).toContain('Static pod manifests Not in use:');
  expect(wordsOf(report)).toContain('wire Not in use:');
  expect(wordsOf(report, false)).toContain('wire Switched off (--probe=off).');
});

test('nothing of the node, the options or the causes is markup', () => {
  const hostile = `<script>alert('1')</script> & "x"`;
  const { rules, ...rest } = sampleReport({ node: hostile, members: [member(hostile)] });
  const causes = [{ reason: 'manifest_invalid' as const, detail: hostile }];
  const report = { ...rest, rules: rules.map((rule) => ({ ...rule, causes, remediation: [hostile] })) };
  const page = statusPage(publication(report), { version: hostile, telemetryPath: hostile, isProbing: true }, now);
  expect(page.split('<script')).toHaveLength(2);
  expect(page).toContain(`<script>${script}</script>`);
  expect(page).not.toContain(`alert('1')`);
});

test('the page of a usual node is small', () => {
  expect(Buffer.byteLength(statusPage(publication(sampleReport()), context, now))).toBeLessThan(64 * 1024);
});
