import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ParseOption, XmlDocument, type XmlElement, XsdValidator } from 'libxml2-wasm';
import { expect, test } from 'vitest';
import { junitReport } from '../../../../src/publish/reports/junit-report.ts';
import { materialiseNode } from '../../../fixtures/make-proc.ts';
import { assessTree } from '../../../support/observed-node.ts';
import { repository } from '../../../support/peerproof-process.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';
import { sampleReport } from '../../../support/publish/sample-report.ts';
import { hostileReport, hostileTexts } from '../../../support/publish/reports/hostile-report.ts';

const fixtures = join(repository, 'test/fixtures/nodes');
const schema = XsdValidator.fromDoc(
  XmlDocument.fromString(readFileSync(join(repository, 'test/fixtures/junit.xsd'), 'utf8')),
);

/** The document as libxml2 reads it; throws where it is not well-formed, or not as the schema has it. */
function parsed(xml: string): XmlDocument {
  const document = XmlDocument.fromString(xml, { option: ParseOption.XML_PARSE_HUGE });
  schema.validate(document);
  return document;
}

function attributesOf(document: XmlDocument, path: string): readonly Record<string, string>[] {
  return document
    .find(path)
    .map((one) => Object.fromEntries((one as XmlElement).attrs.map(({ name, content }) => [name, content] as const)));
}

test('each status is told in the words of JUnit', () => {
  const first = parsed(junitReport(sampleReport({ statuses: ['pass', 'fail'] })));
  expect(attributesOf(first, '//testcase')).toEqual([
    {
      name: '2.4 Etcd should use TLS encryption for peer connections',
      classname: 'cis-kubernetes-2.4',
      time: '0',
    },
    {
      name: '2.5 Etcd should be configured for peer authentication',
      classname: 'cis-kubernetes-2.5',
      time: '0',
    },
  ]);
  expect(first.find('//testcase[1]/*').map((one) => (one as XmlElement).name)).toEqual(['system-out']);
  expect(attributesOf(first, '//testcase[2]/failure')).toEqual([
    {
      type: 'client_cert_auth_not_set',
      message: 'Peers need not show a client certificate: peer-client-cert-auth is not set.',
    },
  ]);
  expect(first.get('//testcase[2]/failure')?.content).toBe(
    [
      'Peers need not show a client certificate: peer-client-cert-auth is not set. [client_cert_auth_not_set]',
      '  it is not given',
      'To do: /manifests/a.yaml: set --peer-client-cert-auth=true',
    ].join('\n'),
  );
  const second = parsed(junitReport(sampleReport({ statuses: ['unknown', 'not_applicable'] })));
  expect(second.find('//testcase[1]/error')).toHaveLength(1);
  expect(second.find('//testcase[2]/skipped')).toHaveLength(1);
});

test('the suite is the node, and counts its cases', () => {
  const document = parsed(junitReport(sampleReport({ statuses: ['unknown', 'not_applicable'] })));
  expect(attributesOf(document, '//testsuite')).toEqual([
    {
      name: 'cp-1',
      tests: '2',
      failures: '0',
      errors: '1',
      skipped: '1',
      time: '0',
      timestamp: '2026-01-02T03:04:05',
      hostname: 'cp-1',
    },
  ]);
  expect(attributesOf(document, '/testsuites')).toEqual([
    { name: 'peerproof', tests: '2', failures: '0', errors: '1' },
  ]);
});

test('a source that was not read is told on the error output of the suite', () => {
  const causes = [{ reason: 'procfs_unreadable' as const, detail: '/proc does not exist' }];
  const document = parsed(junitReport(sampleReport({ sources: [{ source: 'process', up: false, causes }] })));
  expect(document.get('//testsuite/system-err')?.content).toMatch(
    /^process was not read\n {2}The process directory .*\n {2}\/proc does not exist$/,
  );
});

test.each(readdirSync(fixtures))('the report of the node %s is as the schema has it', async (name) => {
  const rootfs = join(temporaryDirectory(), 'rootfs');
  materialiseNode(join(fixtures, name), rootfs);
  expect(attributesOf(parsed(junitReport(await assessTree(rootfs))), '//testcase')).toHaveLength(2);
});

test.each(hostileTexts)('%j makes no element and no character that XML does not have', (text) => {
  const xml = junitReport(hostileReport(text));
  const document = parsed(xml);
  expect(document.find('//testcase')).toHaveLength(2);
  expect(document.find('//img | //script | //comment()')).toEqual([]);
  expect(xml.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202E\u2028\uFFFE\uFFFF\p{Cs}]/u);
  expect(xml).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/);
});

test('what XML can hold comes out as it went in', () => {
  const text = 'a <b> & "c" \'d\' ]]> \u{1F511} é';
  const [suite] = attributesOf(parsed(junitReport(sampleReport({ node: text }))), '//testsuite');
  expect(suite?.['name']).toBe(text);
});
