// CIS Kubernetes Benchmark 2.3.

import { clientSettings, type Resolved } from '../../model/member.ts';
import { enabledAutoTls, type Judgement, type Rule, unknownCauses } from '../rule.ts';

/** Letter alone: auto-tls is not true, also where a certificate makes etcd ignore it. */
function judgeAutoTls({ settings: { autoTls }, clientSecurity }: Resolved): Judgement {
  return {
    failures: enabledAutoTls(autoTls, clientSecurity, 'auto_tls_enabled', 'auto-tls'),
    unknowns: unknownCauses([autoTls]),
  };
}

export const autoTls: Rule = {
  isForClusters: false,
  judge: judgeAutoTls,
  text: {
    id: 'cis-kubernetes-2.3',
    framework: 'cis-kubernetes',
    isDefault: false,
    settings: clientSettings,
    control: '2.3',
    title: 'Ensure that the --auto-tls argument is not set to true',
    description: 'etcd should not make up its own certificate for clients.',
    rationale:
      'A certificate that etcd signs itself proves nothing to a client: anybody in between can show another one. It also makes etcd drop its demand for client certificates.',
    audit:
      'auto-tls is not true in the configuration that etcd really uses, whether or not a certificate is given beside it.',
    remediation:
      'Remove --auto-tls, or set it to false, and give etcd a certificate with --cert-file and --key-file.',
    impact: 'Clients need the authority that signed etcd’s certificate.',
    defaultValue: 'auto-tls is false: etcd signs no certificate.',
    references: ['CIS Kubernetes Benchmark, section 2: etcd', 'etcd documentation: transport security model'],
    cisControls: [],
  },
};
