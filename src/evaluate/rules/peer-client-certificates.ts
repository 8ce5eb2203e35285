// CIS Kubernetes Benchmark 2.5.

import { peerSettings } from '../../model/settings.ts';
import type { Rule } from '../rule.ts';
import { clientCertificateCheck } from '../setting-checks.ts';
import { noCertificateDemand } from '../wire-finding.ts';
import { cisText } from './cis-text.ts';

export const peerClientCertificates: Rule = {
  isForClusters: true,
  check: clientCertificateCheck('peer'),
  checkListener: noCertificateDemand,
  text: cisText({
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
    cisControls: [
      { version: 'v6', id: '14.4', title: 'Protect information with access control lists' },
      { version: 'v7', id: '14.6', title: 'Protect information through access control lists' },
    ],
  }),
};
