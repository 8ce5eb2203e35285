// CIS Kubernetes Benchmark 2.2.

import { clientSettings, type ListenerSecurity, type Resolved } from '../../model/member.ts';
import type { Cause } from '../../model/reason.ts';
import { type Judgement, plaintextClientListeners, type Rule, unknownCauses } from '../judgement.ts';

/** Letter: client-cert-auth is true. Effect: every client listener demands a client certificate. */
function judgeClientCertificates(resolved: Resolved): Judgement {
  const { settings, clientSecurity } = resolved;
  const { clientCertAuth, listenClientUrls, listenClientHttpUrls, certFile, keyFile, autoTls } = settings;
  // With a certificate or a key given, auto-tls does not matter.
  const autoTlsMatters = clientSecurity.autoTls === undefined ? [certFile, keyFile, autoTls] : [];
  return {
    failures: [
      ...authentication(resolved),
      ...plaintextClientListeners(resolved),
      ...dropped(clientSecurity),
    ],
    unknowns: unknownCauses([clientCertAuth, listenClientUrls, listenClientHttpUrls, ...autoTlsMatters]),
  };
}

function authentication({ settings: { clientCertAuth }, clientSecurity }: Resolved): readonly Cause[] {
  if (!clientCertAuth.known || clientCertAuth.value) return [];
  const { origin } = clientCertAuth;
  const failure: Cause =
    origin === 'default'
      ? { reason: 'client_authentication_not_set', detail: 'client-cert-auth is not given' }
      : { reason: 'client_authentication_false', detail: `client-cert-auth is false (${origin})` };
  if (clientSecurity.clientCertificateRequired !== true) return [failure];
  return [
    failure,
    {
      reason: 'client_authentication_by_trusted_ca_only',
      detail: 'trusted-ca-file alone makes etcd demand a client certificate',
    },
  ];
}

function dropped({ autoTls, transport }: ListenerSecurity): readonly Cause[] {
  if (autoTls !== true || transport === 'plaintext') return [];
  const detail = 'auto-tls is true and no certificate is given';
  return [{ reason: 'auto_tls_drops_client_authentication', detail }];
}

export const clientCertificates: Rule = {
  isForClusters: false,
  judge: judgeClientCertificates,
  textCheck: { found: ['--client-cert-auth=true'] },
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
