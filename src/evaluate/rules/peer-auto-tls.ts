// CIS Kubernetes Benchmark 2.6.

import { peerSettings } from '../../model/settings.ts';
import type { Rule } from '../rule.ts';
import { autoTlsCheck } from '../setting-checks.ts';
import { cisText } from './cis-text.ts';

export const peerAutoTls: Rule = {
  isForClusters: true,
  check: autoTlsCheck('peer'),
  text: cisText({
    settings: peerSettings,
    control: '2.6',
    title: 'Ensure that the --peer-auto-tls argument is not set to true',
    description: 'Members of an etcd cluster should not make up their own certificates for each other.',
    rationale:
      'A certificate that a member signs itself proves nothing to its peers, which then do not verify it. It also makes etcd drop its demand for client certificates.',
    audit:
      'peer-auto-tls is not true in the configuration that etcd really uses, whether or not a certificate is given beside it.',
    remediation:
      'Remove --peer-auto-tls, or set it to false, and give etcd a certificate with --peer-cert-file and --peer-key-file.',
    impact: 'Every member needs a certificate that its peers trust.',
    defaultValue: 'peer-auto-tls is false: etcd signs no certificate.',
  }),
};
