import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tableReport } from '../../../../src/publish/reports/table-report.ts';
import { plainStyle } from '../../../../src/publish/reports/table-style.ts';
import { materialiseNode } from '../../../fixtures/make-proc.ts';
import { assessTree } from '../../../support/observed-node.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';
import { member, sampleReport } from '../../../support/publish/sample-report.ts';

const fixtures = join(import.meta.dirname, '../../../fixtures/nodes');

test('the table says status, reasons, where each value came from, and what to do', () => {
  expect(tableReport(sampleReport(), plainStyle)).toMatchInlineSnapshot(`
    "Node cp-1, 2026-01-02T03:04:05.678Z

    PASS            2.4 Etcd should use TLS encryption for peer connections
      a by manifest: pass
        /manifests/a.yaml
        listen-peer-urls      https://192.0.2.1:2380 (flag)
        peer-cert-file        /pki/peer.crt (flag)
        peer-key-file         /pki/peer.key (flag)
        peer-trusted-ca-file  - (default)
        peer-client-cert-auth false (default)
        peer-auto-tls         false (default)
      a by process: pass
        pid of a
        listen-peer-urls      https://192.0.2.1:2380 (flag)
        peer-cert-file        /pki/peer.crt (flag)
        peer-key-file         /pki/peer.key (flag)
        peer-trusted-ca-file  - (default)
        peer-client-cert-auth false (default)
        peer-auto-tls         false (default)

    FAIL            2.5 Etcd should be configured for peer authentication
      Peers need not show a client certificate: peer-client-cert-auth is not set.
      [client_cert_auth_not_set]
        it is not given
      a by manifest: fail
        /manifests/a.yaml
        listen-peer-urls      https://192.0.2.1:2380 (flag)
        peer-cert-file        /pki/peer.crt (flag)
        peer-key-file         /pki/peer.key (flag)
        peer-trusted-ca-file  - (default)
        peer-client-cert-auth false (default)
        peer-auto-tls         false (default)
      a by process: fail
        pid of a
        listen-peer-urls      https://192.0.2.1:2380 (flag)
        peer-cert-file        /pki/peer.crt (flag)
        peer-key-file         /pki/peer.key (flag)
        peer-trusted-ca-file  - (default)
        peer-client-cert-auth false (default)
        peer-auto-tls         false (default)
      To do: /manifests/a.yaml: set --peer-client-cert-auth=true

    Sources
      manifest: read
      process: read
    "
  `);
});

test('a source that was not read is said with its reasons', () => {
  const causes = [{ reason: 'procfs_unreadable' as const, detail: '/proc does not exist' }];
  const table = tableReport(sampleReport({ sources: [{ source: 'process', up: false, causes }] }), plainStyle);
  expect(table.slice(table.indexOf('Sources'))).toMatchInlineSnapshot(`
    "Sources
      process: NOT READ
      The process directory (procfs) could not be read. [procfs_unreadable]
        /proc does not exist
    "
  `);
});

test.each(readdirSync(fixtures))('the table of %s fits 80 columns, but for words that are longer', async (name) => {
  const rootfs = join(temporaryDirectory(), 'rootfs');
  materialiseNode(join(fixtures, name), rootfs);
  const table = tableReport(await assessTree(rootfs), plainStyle);
  const long = table.split('\n').filter((line) => line.length > 80);
  expect(long.filter((line) => line.trim().includes(' '))).toEqual([]);
});

test.each([70, 71, 72, 73, 74, 75, 500])('texts of %s characters are broken at their blanks', (length) => {
  const name = 'word '
    .repeat(length / 5 + 1)
    .slice(-length)
    .trim();
  const table = tableReport(sampleReport({ node: name, members: [member(name)] }), plainStyle);
  expect(table.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('colours are only there on demand, and around nothing but the status', () => {
  const plain = tableReport(sampleReport(), plainStyle);
  const coloured = tableReport(sampleReport(), { ...plainStyle, colour: true });
  expect(plain).not.toContain('\u001B');
  expect(coloured).toContain('\u001B[1;31mFAIL');
  expect(coloured).toContain('\u001B[1;32mPASS');
  expect(coloured.replaceAll(/\p{Cc}\[[\d;]*m/gu, '')).toBe(plain);
});

test('nothing of the node reaches the terminal as a control code', () => {
  const hostile = 'a\u001B]0;x\u0007\u009B31m\r\nb\u202E';
  const { rules, ...rest } = sampleReport({ node: hostile, members: [member(hostile)] });
  const causes = [{ reason: 'manifest_invalid' as const, detail: hostile }];
  const table = tableReport(
    { ...rest, rules: rules.map((rule) => ({ ...rule, causes, remediation: [hostile] })) },
    plainStyle,
  );
  expect(table.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202E]/u);
  expect(table).toContain('a\uFFFD]0;x\uFFFD\uFFFD31m\uFFFD\uFFFDb\uFFFD');
});
