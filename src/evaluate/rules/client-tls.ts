// CIS Kubernetes Benchmark 2.1.

import { clientSettings } from '../../model/settings.ts';
import type { Rule } from '../rule.ts';
import { tlsCheck } from '../setting-checks.ts';
import { cisText } from './cis-text.ts';

export const clientTls: Rule = {
  isForClusters: false,
  check: tlsCheck('client'),
  text: cisText({
    settings: clientSettings,
    control: '2.1',
    title: 'Ensure that the --cert-file and --key-file arguments are set as appropriate',
    description: 'Whoever talks to etcd as a client, the Kubernetes API server first of all, should do so over TLS.',
    rationale:
      'Every object of the Kubernetes API passes between the API server and etcd, secrets among them. Without TLS, whoever is on the way can read and alter them.',
    audit:
      'cert-file and key-file are set in the configuration that etcd really uses, and every URL in listen-client-urls and listen-client-http-urls is https (or unixs).',
    remediation:
      'Set --cert-file and --key-file to a server certificate and its key, and use https in --listen-client-urls, --listen-client-http-urls and --advertise-client-urls.',
    impact: 'Clients that do not speak TLS can no longer reach etcd.',
    defaultValue: 'No certificate is set, and clients are served in plaintext on http://localhost:2379.',
  }),
};
