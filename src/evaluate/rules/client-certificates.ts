// CIS Kubernetes Benchmark 2.2.

import { clientSettings } from '../../model/settings.ts';
import type { Rule } from '../rule.ts';
import { clientCertificateCheck } from '../setting-checks.ts';
import { cisText } from './cis-text.ts';

export const clientCertificates: Rule = {
  isForClusters: false,
  check: clientCertificateCheck('client'),
  text: cisText({
    settings: clientSettings,
    control: '2.2',
    title: 'Ensure that the --client-cert-auth argument is set to true',
    description: 'etcd should serve only clients that prove who they are with a certificate.',
    rationale:
      'etcd knows no users unless somebody sets them up: without a client certificate, whoever reaches its port reads and writes everything that Kubernetes stores.',
    audit:
      'client-cert-auth is true in the configuration that etcd really uses, every client listener is TLS, and auto-tls is not what provides its certificate.',
    remediation:
      'Set --client-cert-auth=true, and --trusted-ca-file to the authority that signs the certificates of etcd’s clients.',
    impact: 'Every client needs a certificate signed by the trusted authority.',
    defaultValue: 'client-cert-auth is false: no client certificate is asked for.',
  }),
};
