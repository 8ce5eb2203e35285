// CIS Kubernetes Benchmark 2.1.

import { clientSettings, type Resolved } from '../../model/member.ts';
import {
  autoTlsInEffect,
  type Judgement,
  notSet,
  plaintextClientListeners,
  type Rule,
  unknownCauses,
} from '../rule.ts';

/** Letter: a certificate and key are set. Effect: every client listener is TLS. */
function judgeClientTls(resolved: Resolved): Judgement {
  const { settings, clientSecurity } = resolved;
  const { certFile, keyFile, listenClientUrls, listenClientHttpUrls } = settings;
  return {
    failures: [
      ...notSet(certFile, 'cert_file_not_set', 'cert-file'),
      ...notSet(keyFile, 'key_file_not_set', 'key-file'),
      ...plaintextClientListeners(resolved),
      ...autoTlsInEffect(clientSecurity, 'self_signed_client_auto_tls', 'auto-tls'),
    ],
    unknowns: unknownCauses([certFile, keyFile, listenClientUrls, listenClientHttpUrls]),
  };
}

export const clientTls: Rule = {
  isForClusters: false,
  judge: judgeClientTls,
  text: {
    id: 'cis-kubernetes-2.1',
    framework: 'cis-kubernetes',
    isDefault: false,
    settings: clientSettings,
    control: '2.1',
    title: 'Ensure that the --cert-file and --key-file arguments are set as appropriate',
    description:
      'Whoever talks to etcd as a client, the Kubernetes API server first of all, should do so over TLS.',
    rationale:
      'Every object of the Kubernetes API passes between the API server and etcd, secrets among them. Without TLS, whoever is on the way can read and alter them.',
    audit:
      'cert-file and key-file are set in the configuration that etcd really uses, and every URL in listen-client-urls and listen-client-http-urls is https (or unixs).',
    remediation:
      'Set --cert-file and --key-file to a server certificate and its key, and use https in --listen-client-urls, --listen-client-http-urls and --advertise-client-urls.',
    impact: 'Clients that do not speak TLS can no longer reach etcd.',
    defaultValue: 'No certificate is set, and clients are served in plaintext on http://localhost:2379.',
    references: ['CIS Kubernetes Benchmark, section 2: etcd', 'etcd documentation: transport security model'],
    cisControls: [],
  },
};
