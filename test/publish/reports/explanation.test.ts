import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { unreadable } from '../../../src/model/reason.ts';
import type { Report } from '../../../src/model/report.ts';
import { jsonReport } from '../../../src/publish/reports/json.ts';
import { markdownReport } from '../../../src/publish/reports/markdown.ts';
import { tableReport } from '../../../src/publish/reports/table.ts';
import { materialiseNode } from '../../fixtures/make-proc.ts';
import { assessTree, explainTree } from '../../observed-node.ts';
import { repository } from '../../peerproof-process.ts';
import {
  assessTexts,
  podOf,
  processOf,
  secureEnviron,
  secureFile,
  type TextNode,
  without,
} from '../../resolve/text-node.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

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
    processes: [
      processOf(['etcd'], [...secureEnviron('a', '/a'), 'ETCD_DISCOVERY_PASSWORD=hunter2'], running),
    ],
  },
  'unreadable-environ': {
    manifests: [podOf(...without(), '--config', '--peer-client-cert-auth')],
    processes: [
      processOf(without(), [], { ...running, environ: unreadable('environment_unreadable', 'EPERM') }),
    ],
  },
};

const trees = ['text-check-fooled', 'drift-restart-pending', 'openshift', 'external-etcd'];

function golden(name: string): string {
  return join(import.meta.dirname, 'explanations', `${name}.txt`);
}

describe('the explanation', () => {
  test.each(Object.entries(texts))('of %s reads as its golden text', async (name, node) => {
    const table = tableReport(await assessTexts({ ...node, explains: true }), false);
    expect(table).not.toContain('hunter2');
    await expect(table).toMatchFileSnapshot(golden(name));
  });

  test.each(trees)('of the node %s reads as its golden text', async (name) => {
    const report: Report = { ...(await explainTree(materialised(name))), assessedAt: new Date(0) };
    await expect(tableReport(report, false)).toMatchFileSnapshot(golden(name));
  });

  test.each(readdirSync(fixtures))('of %s fits 80 columns, but for words that are longer', async (name) => {
    const table = tableReport(await explainTree(materialised(name)), false);
    const long = table.split('\n').filter((line) => line.length > 80);
    expect(long.filter((line) => line.trim().replace(/^- /, '').includes(' '))).toEqual([]);
  });

  test.each(readdirSync(fixtures))('of %s says the same verdicts as the report without it', async (name) => {
    const rootfs = materialised(name);
    const bare = ({ rules }: Report): unknown => rules.map(({ explanation: _explanation, ...rest }) => rest);
    expect(bare(await explainTree(rootfs))).toEqual(bare(await assessTree(rootfs)));
  });

  test('is the same in Markdown, where the words of the node are code', async () => {
    const markdown = markdownReport(await explainTree(materialised('text-check-fooled')));
    expect(markdown).toContain('### Rationale\n\n');
    expect(markdown).toContain('### Member `cp-1`\n\n#### 1. Where it was found\n\n- Declared by `/etc/');
    expect(markdown).toContain(
      '- `http://192.0.2.151:2380` is plaintext, because its scheme is http and only the scheme decides;',
    );
    expect(markdown).not.toContain('### Findings');
  });
});

describe('in JSON', () => {
  type Explained = { readonly rules: readonly { readonly explanation?: unknown }[] };

  test('there is none unless it is asked for', async () => {
    const { rules } = jsonReport(await assessTexts(texts['unreadable-environ'] ?? {})) as Explained;
    expect(rules.filter((rule) => 'explanation' in rule)).toEqual([]);
  });

  test('it has each fact under its name, and no value but those of evidence', async () => {
    const node = texts['config-file-beside-right-flags'] ?? {};
    const { rules } = jsonReport(await assessTexts({ ...node, explains: true })) as Explained;
    expect(JSON.stringify(rules)).not.toContain('hunter2');
    expect(rules[1]?.explanation).toMatchInlineSnapshot(`
      {
        "members": [
          {
            "configurations": [
              {
                "executable": null,
                "gap": null,
                "given": [
                  {
                    "by": "flag",
                    "fate": "ignored_for_config_file",
                    "name": "listen-peer-urls",
                    "spelling": "plain",
                    "value": null,
                  },
                  {
                    "by": "flag",
                    "fate": "ignored_for_config_file",
                    "name": "peer-cert-file",
                    "spelling": "plain",
                    "value": null,
                  },
                  {
                    "by": "flag",
                    "fate": "ignored_for_config_file",
                    "name": "peer-key-file",
                    "spelling": "plain",
                    "value": null,
                  },
                  {
                    "by": "flag",
                    "fate": "ignored_for_config_file",
                    "name": "peer-trusted-ca-file",
                    "spelling": "plain",
                    "value": null,
                  },
                  {
                    "by": "flag",
                    "fate": "ignored_for_config_file",
                    "name": "peer-client-cert-auth",
                    "spelling": "plain",
                    "value": null,
                  },
                  {
                    "by": "flag",
                    "fate": "ignored_for_config_file",
                    "name": "name",
                    "spelling": "plain",
                    "value": null,
                  },
                  {
                    "by": "flag",
                    "fate": "ignored_for_config_file",
                    "name": "data-dir",
                    "spelling": "plain",
                    "value": null,
                  },
                  {
                    "by": "flag",
                    "fate": "in_force",
                    "name": "config-file",
                    "spelling": "plain",
                    "value": null,
                  },
                  {
                    "by": "flag",
                    "fate": "ignored_for_config_file",
                    "name": "discovery-password",
                    "spelling": "plain",
                    "value": null,
                  },
                ],
                "ignoredKeys": [
                  {
                    "belongs": "peer-transport-security.cert-file",
                    "key": "peer-cert-file",
                    "why": "misplaced",
                  },
                ],
                "inForce": {
                  "cause": null,
                  "kind": "config_file",
                  "named": "flag",
                  "path": "/etc/etcd.yaml",
                },
                "location": "/manifests/0.yaml (container etcd)",
                "pairedBy": null,
                "peers": {
                  "autoTls": "off",
                  "clientCertificate": "not_asked",
                  "listeners": [
                    {
                      "listener": "http://192.0.2.10:2380",
                      "transport": "plaintext",
                    },
                  ],
                },
                "source": "manifest",
              },
            ],
            "counts": true,
            "findings": [
              {
                "location": "/manifests/0.yaml (container etcd)",
                "role": "decides",
                "source": "manifest",
                "status": "fail",
              },
            ],
            "kubernetes": {
              "because": "no_api_server",
              "counts": true,
              "servers": [],
            },
            "listeners": [],
            "member": "cp-1",
            "status": "fail",
            "textChecks": [
              {
                "because": [
                  {
                    "kind": "ignored_for_config_file",
                    "path": "/etc/etcd.yaml",
                    "words": [
                      "--peer-client-cert-auth=true",
                    ],
                  },
                  {
                    "detail": "peer-client-cert-auth is not given",
                    "kind": "cause",
                    "reason": "client_cert_auth_not_set",
                  },
                  {
                    "detail": "listen-peer-urls (config_file): http://192.0.2.10:2380 is served without TLS",
                    "kind": "cause",
                    "reason": "peer_listener_plaintext",
                  },
                ],
                "location": "/manifests/0.yaml (container etcd)",
                "right": false,
                "says": "pass",
                "source": "manifest",
                "words": [
                  {
                    "found": true,
                    "word": "--peer-client-cert-auth=true",
                  },
                ],
              },
            ],
          },
        ],
        "text": {
          "audit": "peer-client-cert-auth is true in the configuration that etcd really uses, every peer listener is https, and peer-auto-tls is not what provides its certificate.",
          "cisControls": [
            {
              "id": "14.4",
              "title": "Protect information with access control lists",
              "version": "v6",
            },
            {
              "id": "14.6",
              "title": "Protect information through access control lists",
              "version": "v7",
            },
          ],
          "defaultValue": "peer-client-cert-auth is false: no client certificate is asked for.",
          "description": "Members of an etcd cluster should accept only peers that prove who they are with a client certificate.",
          "impact": "Every peer needs a client certificate signed by the trusted authority.",
          "rationale": "A peer takes part in the cluster and receives everything it stores. Without a client certificate, any host that reaches the peer port can act as one.",
          "references": [
            "CIS Kubernetes Benchmark, section 2: etcd",
            "etcd documentation: transport security model",
          ],
          "remediation": "Set --peer-client-cert-auth=true, and --peer-trusted-ca-file to the authority that signs the peers’ certificates.",
        },
        "unreadSources": [],
      }
    `);
  });
});
