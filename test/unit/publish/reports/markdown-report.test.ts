import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { markdownReport } from '../../../../src/publish/reports/markdown-report.ts';
import { materialiseNode } from '../../../fixtures/make-proc.ts';
import { assessTree } from '../../../support/observed-node.ts';
import { repository } from '../../../support/peerproof-process.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';
import { sampleReport } from '../../../support/publish/sample-report.ts';
import { hostileReport, hostileTexts } from '../../../support/publish/reports/hostile-report.ts';
import { skeleton, tokens } from '../../../support/publish/reports/markdown-tokens.ts';

const fixtures = join(repository, 'test/fixtures/nodes');

function codeSpans(markdown: string): ReadonlySet<string> {
  const spans = tokens(markdown).filter(({ type }) => type === 'codespan');
  return new Set(spans.map((token) => (token as { readonly text: string }).text));
}

test('the report has verdicts, reasons, steps, and findings with value and origin', () => {
  expect(markdownReport(sampleReport({ statuses: ['not_applicable', 'fail'] }))).toMatchInlineSnapshot(`
    "# etcd peer security of node \`cp-1\`

    Assessed at 2026-01-02T03:04:05.678Z.

    | Rule | Recommendation | Verdict | Reasons |
    | --- | --- | --- | --- |
    | 2.4 | Etcd should use TLS encryption for peer connections | **not applicable** |  |
    | 2.5 | Etcd should be configured for peer authentication | **fail** | \`client_cert_auth_not_set\` |

    ## 2.4 Etcd should use TLS encryption for peer connections: not applicable

    ### Findings

    \`a\` by manifest: **not applicable**, at \`/manifests/a.yaml\`

    - listen-peer-urls: \`https://192.0.2.1:2380\` (flag)
    - peer-cert-file: \`/pki/peer.crt\` (flag)
    - peer-key-file: \`/pki/peer.key\` (flag)
    - peer-trusted-ca-file: \`-\` (default)
    - peer-client-cert-auth: \`false\` (default)
    - peer-auto-tls: \`false\` (default)

    \`a\` by process: **not applicable**, at \`pid of a\`

    - listen-peer-urls: \`https://192.0.2.1:2380\` (flag)
    - peer-cert-file: \`/pki/peer.crt\` (flag)
    - peer-key-file: \`/pki/peer.key\` (flag)
    - peer-trusted-ca-file: \`-\` (default)
    - peer-client-cert-auth: \`false\` (default)
    - peer-auto-tls: \`false\` (default)

    ## 2.5 Etcd should be configured for peer authentication: fail

    ### Reasons

    - Peers need not show a client certificate: peer-client-cert-auth is not set. (\`client_cert_auth_not_set\`) \`it is not given\`

    ### To do

    - \`/manifests/a.yaml: set --peer-client-cert-auth=true\`
    - In general: Set --peer-client-cert-auth=true, and --peer-trusted-ca-file to the authority that signs the peers’ certificates.

    ### Findings

    \`a\` by manifest: **fail**, at \`/manifests/a.yaml\`

    - Peers need not show a client certificate: peer-client-cert-auth is not set. (\`client_cert_auth_not_set\`) \`it is not given\`
    - listen-peer-urls: \`https://192.0.2.1:2380\` (flag)
    - peer-cert-file: \`/pki/peer.crt\` (flag)
    - peer-key-file: \`/pki/peer.key\` (flag)
    - peer-trusted-ca-file: \`-\` (default)
    - peer-client-cert-auth: \`false\` (default)
    - peer-auto-tls: \`false\` (default)

    \`a\` by process: **fail**, at \`pid of a\`

    - Peers need not show a client certificate: peer-client-cert-auth is not set. (\`client_cert_auth_not_set\`) \`it is not given\`
    - listen-peer-urls: \`https://192.0.2.1:2380\` (flag)
    - peer-cert-file: \`/pki/peer.crt\` (flag)
    - peer-key-file: \`/pki/peer.key\` (flag)
    - peer-trusted-ca-file: \`-\` (default)
    - peer-client-cert-auth: \`false\` (default)
    - peer-auto-tls: \`false\` (default)

    ## Sources

    - manifest: read
    - process: read
    "
  `);
});

test.each(readdirSync(fixtures))('the report of the node %s has no markup but its own', async (name) => {
  const rootfs = join(temporaryDirectory(), 'rootfs');
  materialiseNode(join(fixtures, name), rootfs);
  const types = new Set(skeleton(markdownReport(await assessTree(rootfs))));
  expect(types).toContain('table');
  const foreign = ['html', 'link', 'image', 'code', 'blockquote', 'hr', 'em'];
  expect(foreign.filter((type) => types.has(type))).toEqual([]);
});

const plain = skeleton(markdownReport(hostileReport('plain')));

// An empty text is told in a word, and no code span.
test.each(hostileTexts.filter((text) => text !== ''))('%j is shown as it is, and is no markup', (text) => {
  const markdown = markdownReport(hostileReport(text));
  expect(skeleton(markdown)).toEqual(plain);
  expect(markdown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\u202E\u2028]/u);
  const shown = text.replaceAll(/[\p{Cc}\p{Cs}\u2028\u202E]/gu, '\uFFFD');
  expect(codeSpans(markdown)).toContain(shown);
});

test('an empty text is told', () => {
  expect(markdownReport(hostileReport(''))).toContain('# etcd peer security of node (empty)');
});
