import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { failWith } from '../../../../../src/model/result.ts';
import type { Report } from '../../../../../src/model/report.ts';
import { jsonReport } from '../../../../../src/publish/reports/json-report.ts';
import { markdownReport } from '../../../../../src/publish/reports/markdown-report.ts';
import { tableReport } from '../../../../../src/publish/reports/table-report.ts';
import { plainStyle } from '../../../../../src/publish/reports/table-style.ts';
import { materialiseNode } from '../../../../fixtures/make-proc.ts';
import { explainTree } from '../../../../support/observed-node.ts';
import { repository } from '../../../../support/peerproof-process.ts';
import {
  apiServer,
  assessTexts,
  explainTexts,
  podOf,
  processOf,
  secureEnviron,
  secureFile,
  type TextNode,
  without,
} from '../../../../support/explain/text-node.ts';
import { podText } from '../../../../support/resolve/verdicts.ts';
import { temporaryDirectory } from '../../../../support/temporary-directory.ts';
import { hostileExplanation } from '../../../../support/publish/reports/hostile-explanation.ts';
import { hostileTexts } from '../../../../support/publish/reports/hostile-report.ts';
import { skeleton } from '../../../../support/publish/reports/markdown-tokens.ts';

const fixtures = join(repository, 'test/fixtures/nodes');

function materialised(name: string): string {
  const rootfs = join(temporaryDirectory(), 'rootfs');
  materialiseNode(join(fixtures, name), rootfs);
  return rootfs;
}

const running = { pid: 1311, startTime: 2411, exe: '/usr/local/bin/etcd' };

const texts: Readonly<Record<string, TextNode>> = {
  'config-file-beside-right-flags': {
    manifests: [podOf(...without(), '--config-file=/etc/etcd.yaml', '--discovery-password=hunter2')],
    files: {
      '/etc/etcd.yaml': `${secureFile}peer-cert-file: /c\n`
        .replace('listen-peer-urls: https', 'listen-peer-urls: http')
        .replace(/^peer-transport.*\n/m, ''),
    },
  },
  'everything-by-environment': {
    processes: [processOf(['etcd'], [...secureEnviron('a', '/a'), 'ETCD_DISCOVERY_PASSWORD=hunter2'], running)],
  },
  'every-oddity': {
    manifests: [
      podText({
        command: [
          'etcd',
          '-peer-cert-file=/c',
          '--peer-key-file',
          '/k',
          '--config',
          '--peer-trusted-ca-file=',
          '--listen-peer-urls=https://192.0.2.1:2380',
          '--listen-peer-urls=',
          '--peer-auto-tls=$(AUTO)',
          '--peer-client-cert-auth=false',
          '--peer-client-cert-auth=1',
          '--discovery-password=hunter2',
        ],
        env: [
          { name: 'ETCD_DATA_DIR', value: '' },
          { name: 'ETCD_DISCOVERY_USER', value: 'hunter2' },
          { name: 'AUTO', valueFrom: { fieldRef: {} } },
        ],
      }),
    ],
    processes: [processOf(['etcd', '--name=b', '--config-file=/e'], [], running), apiServer],
    files: {
      '/e': [
        'name: b',
        'listen_peer_urls: https://[::1]:1',
        'LISTEN-peer-urls: https://[::1]:1',
        'listen-peer-urls: https://[::1]:2',
        'listen-client-urls: http://192.0.2.1:6666',
        'advertise-client-urls: http://192.0.2.1:6666',
        'peer-transport-security:',
        '  peer-client-cert-auth: true',
        '  trusted-ca-file: null',
        '  auto-tls: true',
      ].join('\n'),
    },
  },
  'unreadable-environ': {
    manifests: [podOf(...without(), '--config', '--peer-client-cert-auth')],
    processes: [processOf(without(), [], { ...running, environ: failWith('environment_unreadable', 'EPERM') })],
  },
};

const trees = ['text-check-fooled', 'drift-restart-pending', 'openshift', 'external-etcd'];

function golden(name: string): string {
  return join(import.meta.dirname, 'golden', `${name}.txt`);
}

describe('the explanation', () => {
  test.each(Object.entries(texts))('of %s reads as its golden text', async (name, node) => {
    const table = tableReport(await assessTexts(node), plainStyle, await explainTexts(node));
    expect(table).not.toContain('hunter2');
    await expect(table).toMatchFileSnapshot(golden(name));
  });

  test.each(trees)('of the node %s reads as its golden text', async (name) => {
    const { report, explanations } = await explainTree(materialised(name));
    const dated: Report = { ...report, assessedAt: new Date(0) };
    await expect(tableReport(dated, plainStyle, explanations)).toMatchFileSnapshot(golden(name));
  });

  test.each(readdirSync(fixtures))('of %s fits 80 columns, but for words that are longer', async (name) => {
    const { report, explanations } = await explainTree(materialised(name));
    const table = tableReport(report, plainStyle, explanations);
    const long = table.split('\n').filter((line) => line.length > 80);
    expect(long.filter((line) => line.trim().replace(/^- /, '').includes(' '))).toEqual([]);
  });

  test('is the same in Markdown, where the words of the node are code', async () => {
    const { report, explanations } = await explainTree(materialised('text-check-fooled'));
    const markdown = markdownReport(report, explanations);
    expect(markdown).toContain('### Rationale\n\n');
    expect(markdown).toContain('### Member `cp-1`\n\n#### 1. Where it was found\n\n- Declared by `/etc/');
    expect(markdown).toContain(
      '- `http://192.0.2.151:2380` is plaintext, because its scheme is http and only the scheme decides;',
    );
    expect(markdown).not.toContain('### Findings');
  });
});

describe('whatever the node calls things', () => {
  const plain = skeleton(markdownReport(...hostileExplanation('plain')));
  // An empty text is told in a word, and no code span.
  const shown = hostileTexts.filter((text) => text !== '');

  test.each(shown)('%j is no markup in Markdown', (text) => {
    const markdown = markdownReport(...hostileExplanation(text));
    expect(skeleton(markdown)).toEqual(plain);
    expect(markdown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\u202E\u2028]/u);
  });

  test.each(hostileTexts)('%j reaches no terminal as a control code', (text) => {
    const [report, explanations] = hostileExplanation(text);
    const table = tableReport(report, plainStyle, explanations);
    expect(table.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202E\u2028]/u);
  });
});

describe('in JSON', () => {
  type Explained = { readonly rules: readonly { readonly explanation?: unknown }[] };

  test('there is no explanation unless it is asked for', async () => {
    const { rules } = jsonReport(await assessTexts(texts['unreadable-environ'] ?? {})) as Explained;
    expect(rules.filter((rule) => 'explanation' in rule)).toEqual([]);
  });

  test('the explanation has each fact under its name, and no value but those of evidence', async () => {
    const node = texts['config-file-beside-right-flags'] ?? {};
    const { rules } = jsonReport(await assessTexts(node), await explainTexts(node)) as Explained;
    expect(JSON.stringify(rules)).not.toContain('hunter2');
    const json = `${JSON.stringify(rules[1]?.explanation, null, 2)}\n`;
    const file = golden('config-file-beside-right-flags').replace('.txt', '.json');
    await expect(json).toMatchFileSnapshot(file);
  });
});
