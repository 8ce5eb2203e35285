// CIS Kubernetes Benchmark 2.3.

import { clientSettings } from '../../model/settings.ts';
import type { Rule } from '../rule.ts';
import { autoTlsCheck } from '../setting-checks.ts';
import { cisText } from './cis-text.ts';

export const autoTls: Rule = {
  isForClusters: false,
  check: autoTlsCheck('client'),
  text: cisText({
    settings: clientSettings,
    control: '2.3',
    title: 'Ensure that the --auto-tls argument is not set to true',
    description: 'etcd should not make up its own certificate for clients.',
    rationale:
      'A certificate that etcd signs itself proves nothing to a client: anybody in between can show another one. It also makes etcd drop its demand for client certificates.',
    audit:
      'auto-tls is not true in the configuration that etcd really uses, whether or not a certificate is given beside it.',
    remediation: 'Remove --auto-tls, or set it to false, and give etcd a certificate with --cert-file and --key-file.',
    impact: 'Clients need the authority that signed etcd’s certificate.',
    defaultValue: 'auto-tls is false: etcd signs no certificate.',
  }),
};
