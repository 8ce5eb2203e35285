// CIS Kubernetes Benchmark 2.5.

import { peerSettings, type Resolved } from '../../model/member.ts';
import {
  autoTlsInEffect,
  type Judgement,
  notAuthenticated,
  plaintextPeerListeners,
  type Rule,
  unknownCauses,
} from '../rule.ts';
import { wireWithoutClientCertificate } from '../listeners.ts';

const reasons = {
  notSet: 'client_cert_auth_not_set',
  isFalse: 'client_cert_auth_false',
  byTrustedCaOnly: 'enforced_by_trusted_ca_only',
} as const;

/** Letter: peer-client-cert-auth is true. Effect: every peer listener demands a client certificate. */
function judgePeerClientCertificates(resolved: Resolved): Judgement {
  const { settings, security } = resolved;
  const { peerClientCertAuth, listenPeerUrls, peerCertFile, peerKeyFile, peerAutoTls } = settings;
  // With a certificate or a key given, peer-auto-tls does not matter.
  const autoTlsMatters = security.autoTls === undefined ? [peerCertFile, peerKeyFile, peerAutoTls] : [];
  return {
    failures: [
      ...notAuthenticated(peerClientCertAuth, security, reasons, 'peer-'),
      ...plaintextPeerListeners(resolved),
      ...autoTlsInEffect(security, 'auto_tls_drops_client_auth', 'peer-auto-tls'),
    ],
    unknowns: unknownCauses([peerClientCertAuth, listenPeerUrls, ...autoTlsMatters]),
  };
}

export const peerClientCertificates: Rule = {
  isForClusters: true,
  judge: judgePeerClientCertificates,
  judgeWire: wireWithoutClientCertificate,
  text: {
    id: 'cis-kubernetes-2.5',
    framework: 'cis-kubernetes',
    isDefault: true,
    settings: peerSettings,
    control: '2.5',
    title: 'Etcd should be configured for peer authentication',
    description:
      'Members of an etcd cluster should accept only peers that prove who they are with a client certificate.',
    rationale:
      'A peer takes part in the cluster and receives everything it stores. Without a client certificate, any host that reaches the peer port can act as one.',
    audit:
      'peer-client-cert-auth is true in the configuration that etcd really uses, every peer listener is https, and peer-auto-tls is not what provides its certificate.',
    remediation:
      'Set --peer-client-cert-auth=true, and --peer-trusted-ca-file to the authority that signs the peers’ certificates.',
    impact: 'Every peer needs a client certificate signed by the trusted authority.',
    defaultValue: 'peer-client-cert-auth is false: no client certificate is asked for.',
    references: ['CIS Kubernetes Benchmark, section 2: etcd', 'etcd documentation: transport security model'],
    cisControls: [
      { version: 'v6', id: '14.4', title: 'Protect information with access control lists' },
      { version: 'v7', id: '14.6', title: 'Protect information through access control lists' },
    ],
  },
};
