import { expect, test } from 'vitest';
import { landingPage } from '../../src/publish/page.ts';
import { sampleReport } from './sample-report.ts';

const context = { version: '1.2.3', telemetryPath: '/metrics' };
const hostile = `<script>alert('1')</script> & "x"`;
const escaped = '&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot;';

test('the page says that nothing is known before the first assessment', () => {
  const page = landingPage(undefined, context);
  expect(page).toContain('The first assessment is not done yet.');
  expect(page).toContain('<a href="/metrics">');
  expect(page).toContain('Version 1.2.3.');
});

test('the page shows node, time, and each rule with its status, reasons and what to do', () => {
  const page = landingPage(sampleReport(), context);
  expect(page).toContain('<h2>Node cp-1</h2>');
  expect(page).toContain('2026-01-02T03:04:05.678Z');
  expect(page).toContain(
    '2.4 Etcd should use TLS encryption for peer connections: <span class="status">pass</span>',
  );
  expect(page).toContain(
    '2.5 Etcd should be configured for peer authentication: <span class="status">fail</span>',
  );
  expect(page).toContain('Peers need not show a client certificate: peer-client-cert-auth is not set.');
  expect(page).toContain('To do: <code>/manifests/a.yaml: set --peer-client-cert-auth=true</code>');
});

test('nothing of the node, the options or the causes is markup', () => {
  const { rules, ...rest } = sampleReport({ node: hostile });
  const causes = [{ reason: 'manifest_invalid' as const, detail: hostile }];
  const page = landingPage(
    { ...rest, rules: rules.map((rule) => ({ ...rule, causes, remediation: [hostile] })) },
    { version: hostile, telemetryPath: hostile },
  );
  expect(page).not.toContain('<script');
  // Version and path, the node, and a cause and a step of each of two rules.
  expect(page.split(escaped)).toHaveLength(1 + 2 + 1 + 4);
});
