import { expect, test } from 'vitest';
import { jsonReport } from '../../../../src/publish/reports/json-report.ts';
import { member, sampleReport } from '../../../support/publish/sample-report.ts';

test('the JSON report has this shape, which others rely on', () => {
  const one = member('a');
  const report = sampleReport({ members: [{ ...one, sources: one.sources.slice(0, 1) }] });
  expect(JSON.stringify(jsonReport({ ...report, rules: report.rules.slice(1) }), null, 2)).toMatchInlineSnapshot(`
      "{
        "node": "cp-1",
        "assessedAt": "2026-01-02T03:04:05.678Z",
        "rules": [
          {
            "rule": "cis-kubernetes-2.5",
            "control": "2.5",
            "title": "Etcd should be configured for peer authentication",
            "status": "fail",
            "reasons": [
              "client_cert_auth_not_set"
            ],
            "details": [
              "it is not given"
            ],
            "notes": [],
            "remediation": [
              "/manifests/a.yaml: set --peer-client-cert-auth=true"
            ],
            "findings": [
              {
                "member": "a",
                "source": "manifest",
                "status": "fail",
                "reasons": [
                  "client_cert_auth_not_set"
                ],
                "evidence": {
                  "location": "/manifests/a.yaml",
                  "details": [
                    "it is not given"
                  ],
                  "settings": {
                    "listen-peer-urls": {
                      "value": "https://192.0.2.1:2380",
                      "origin": "flag"
                    },
                    "peer-cert-file": {
                      "value": "/pki/peer.crt",
                      "origin": "flag"
                    },
                    "peer-key-file": {
                      "value": "/pki/peer.key",
                      "origin": "flag"
                    },
                    "peer-trusted-ca-file": {
                      "value": "",
                      "origin": "default"
                    },
                    "peer-client-cert-auth": {
                      "value": false,
                      "origin": "default"
                    },
                    "peer-auto-tls": {
                      "value": false,
                      "origin": "default"
                    }
                  },
                  "peerTransport": "tls",
                  "clientCertificateRequired": false
                }
              }
            ]
          }
        ],
        "members": [
          {
            "member": "a",
            "countsForKubernetes": true,
            "drift": false,
            "differences": [],
            "listeners": []
          }
        ],
        "sources": [
          {
            "source": "manifest",
            "up": true,
            "reason": null,
            "reasons": [],
            "details": []
          },
          {
            "source": "process",
            "up": true,
            "reason": null,
            "reasons": [],
            "details": []
          }
        ]
      }"
    `);
});

test('a source that was not read has its first reason and all of them, each once', () => {
  const causes = [
    { reason: 'manifest_invalid' as const, detail: 'a' },
    { reason: 'manifest_invalid' as const, detail: 'b' },
    { reason: 'manifest_too_large' as const, detail: 'c' },
  ];
  expect(jsonReport(sampleReport({ sources: [{ source: 'manifest', up: false, causes }] }))).toMatchObject({
    sources: [
      {
        source: 'manifest',
        up: false,
        reason: 'manifest_invalid',
        reasons: ['manifest_invalid', 'manifest_too_large'],
        details: ['a', 'b', 'c'],
      },
    ],
  });
});

test('a member whose settings are not known has none in its evidence', () => {
  const { members, ...rest } = sampleReport();
  const cause = { reason: 'started_by_script', detail: 'a script' } as const;
  const unresolved = members.map((one) => ({
    ...one,
    sources: one.sources.map((view) => ({ ...view, resolution: { resolved: false as const, cause } })),
  }));
  const report = JSON.stringify(jsonReport({ ...rest, members: unresolved }));
  expect(report).toContain('"settings":null');
  expect(report).not.toContain('peerTransport');
});
