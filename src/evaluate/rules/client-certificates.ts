// CIS Kubernetes Benchmark 2.2.

import { clientSettings, type Resolved } from '../../model/member.ts';
import {
  autoTlsInEffect,
  type Judgement,
  notAuthenticated,
  plaintextClientListeners,
  type Rule,
  unknownCauses,
} from '../rule.ts';

const reasons = {
  notSet: 'client_authentication_not_set',
  isFalse: 'client_authentication_false',
  byTrustedCaOnly: 'client_authentication_by_trusted_ca_only',
} as const;

/** Letter: client-cert-auth is true. Effect: every client listener demands a client certificate. */
function judgeClientCertificates(resolved: Resolved): Judgement {
  const { settings, clientSecurity } = resolved;
  const { clientCertAuth, listenClientUrls, listenClientHttpUrls, certFile, keyFile, autoTls } = settings;
  // With a certificate or a key given, auto-tls does not matter.
  const autoTlsMatters = clientSecurity.autoTls === undefined ? [certFile, keyFile, autoTls] : [];
  return {
    failures: [
      ...notAuthenticated(clientCertAuth, clientSecurity, reasons, ''),
      ...plaintextClientListeners(resolved),
      ...autoTlsInEffect(clientSecurity, 'auto_tls_drops_client_authentication', 'auto-tls'),
    ],
    unknowns: unknownCauses([clientCertAuth, listenClientUrls, listenClientHttpUrls, ...autoTlsMatters]),
  };
}

export const clientCertificates: Rule = {
  isForClusters: false,
  judge: judgeClientCertificates,
  text: {
    id: 'cis-kubernetes-2.2',
    framework: 'cis-kubernetes',
    isDefault: false,
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
    references: ['CIS Kubernetes Benchmark, section 2: etcd', 'etcd documentation: transport security model'],
    cisControls: [],
  },
};
