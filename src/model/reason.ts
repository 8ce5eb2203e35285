// Reasons of verdicts, a closed list: each reason is a metric label, a log field and a sentence for people.

export const reasonSentences = {
  // Flaws of a configuration, for peers.
  peer_cert_file_not_set: 'No peer certificate is configured (peer-cert-file).',
  peer_key_file_not_set: 'No peer private key is configured (peer-key-file).',
  peer_listener_plaintext:
    'Peers are served without TLS: only the scheme of listen-peer-urls decides, certificate flags do not.',
  peer_listener_mixed: 'At least one peer listener is served without TLS next to others that use it.',
  self_signed_auto_tls:
    'Peer TLS uses a certificate that etcd signed itself (peer-auto-tls): encrypted, but no peer is verified.',
  client_cert_auth_not_set: 'Peers need not show a client certificate: peer-client-cert-auth is not set.',
  client_cert_auth_false: 'peer-client-cert-auth is set to false.',
  enforced_by_trusted_ca_only:
    'Client certificates are demanded all the same, because peer-trusted-ca-file is set; the recommendation still wants peer-client-cert-auth.',
  auto_tls_drops_client_auth:
    'peer-auto-tls without a certificate makes etcd drop peer-client-cert-auth and the trusted CA.',

  // Flaws of a configuration, for clients.
  cert_file_not_set: 'No certificate for clients is configured (cert-file).',
  key_file_not_set: 'No private key for clients is configured (key-file).',
  client_listener_plaintext:
    'Clients are served without TLS: only the scheme of listen-client-urls decides, certificate flags do not.',
  client_listener_mixed: 'At least one client listener is served without TLS next to others that use it.',
  self_signed_client_auto_tls:
    'Clients are served a certificate that etcd signed itself (auto-tls): encrypted, but nobody can verify it.',
  client_authentication_not_set: 'Clients need not show a certificate: client-cert-auth is not set.',
  client_authentication_false: 'client-cert-auth is set to false.',
  client_authentication_by_trusted_ca_only:
    'Clients have to show a certificate all the same, because trusted-ca-file is set; the recommendation still wants client-cert-auth.',
  auto_tls_drops_client_authentication:
    'auto-tls without a certificate makes etcd drop client-cert-auth and the trusted CA.',
  auto_tls_enabled: 'auto-tls is true: where no certificate is given, etcd signs its own for clients.',
  peer_auto_tls_enabled: 'peer-auto-tls is true: where no certificate is given, etcd signs its own for peers.',
  trusted_ca_file_not_set: 'No authority of its own is configured for clients (trusted-ca-file).',
  authority_shared_with_kubernetes:
    'Clients of etcd are trusted by an authority that also vouches for those of the Kubernetes API server (client-ca-file).',
  peer_authority_shared_with_kubernetes:
    "Peers are trusted by an authority that also vouches for the Kubernetes API server's clients (client-ca-file).",

  // Answers of a peer listener.
  wire_plaintext: 'The peer listener itself answered in plaintext.',
  wire_no_client_certificate:
    'The peer listener itself completed a TLS handshake without asking for a client certificate.',
  wire_no_answer: 'The peer listener did not answer.',
  keyspace_exposed:
    'This plaintext peer listener serves the whole key space to anyone who reaches it: etcd up to 3.5 answers its client API there.',
  peer_certificate_expired: 'The certificate that the peer listener serves has expired, or is not valid yet.',
  peer_certificate_expires_within_7_days: 'The certificate that the peer listener serves expires within 7 days.',
  peer_certificate_expires_within_30_days: 'The certificate that the peer listener serves expires within 30 days.',
  peer_certificate_name_mismatch:
    'The certificate that the peer listener serves does not cover the address that peers are told.',
  peer_certificate_weak: 'The certificate that the peer listener serves uses SHA-1 or an RSA key below 2048 bits.',

  // The number of members.
  single_member: 'The live member list names one single member, to which the recommendation does not apply.',

  // Declarations of the operator.
  declared_single_member:
    'The operator declared this etcd a single member, to which the recommendation does not apply.',
  declared_no_etcd: 'No etcd was found, and the operator declared that this node may have none.',

  // Open questions.
  etcd_not_found: 'No etcd member of Kubernetes was found on this node, neither declared nor running.',
  etcd_rejects_configuration: 'etcd refuses to start with this configuration, so what it would do cannot be said.',
  started_by_script: 'A shell script starts etcd; its configuration is only known from the running process.',
  started_by_image:
    "The container image's own command starts etcd; its configuration is only known from the running process.",
  command_line_ambiguous: 'The command line holds something that cannot be read with certainty.',
  command_line_unreadable: "The process's command line could not be read.",
  environment_unreadable: "The process's environment could not be read, and it may hold the missing settings.",
  environment_unresolved: 'A setting comes from a source that only the kubelet can resolve (valueFrom or envFrom).',
  config_file_missing: "etcd's configuration file does not exist where the agent looked.",
  config_file_unreadable: "etcd's configuration file could not be read.",
  config_file_invalid: "etcd's configuration file is not one that etcd would accept.",
  config_file_too_large: "etcd's configuration file is larger than the agent reads.",
  authority_file_unreadable: 'An authority file could not be read, so it cannot be compared.',
  authority_file_invalid:
    'An authority file is not one that can be compared: it holds no certificate, or a broken one.',
  kube_apiserver_not_found:
    'No kube-apiserver of this node is known, so whom it trusts cannot be compared with whom etcd trusts.',
  kube_apiserver_unreadable: 'The command line of a kube-apiserver could not be read.',

  // Problems of an input of `config`.
  configuration_unreadable: 'What was handed over could not be read as text.',
  configuration_not_recognised: "The text is neither a static pod manifest nor etcd's own configuration file.",
  not_looked_at: 'A configuration alone was judged, so this was not looked at.',

  // Problems of a source.
  manifest_directory_missing: 'The static pod directory does not exist.',
  manifest_directory_unreadable: 'The static pod directory could not be read.',
  manifest_unreadable: 'A file in the static pod directory could not be read.',
  manifest_invalid: 'A file in the static pod directory is not a pod that the kubelet would accept.',
  manifest_too_large: 'A file in the static pod directory is larger than the agent reads.',
  mount_stale:
    'The mounted static pod directory was removed or replaced on the host; what is seen here is no longer what the kubelet reads.',
  procfs_unreadable: 'The process directory (procfs) could not be read.',
  host_processes_not_visible: "The process directory (procfs) does not show the host's processes.",
  process_vanished: 'A process ended while it was being read.',
  assessment_timed_out: 'Reading took longer than an assessment may take: a file system hangs or is far too slow.',
  internal_error: 'The agent itself failed on this input. It is a bug; what else is on the node was assessed.',
} as const;

export type Reason = keyof typeof reasonSentences;

/** A reason with its detail in words: what was expected, and what was found. */
export type Cause = { readonly reason: Reason; readonly detail: string };

/** The reasons of the causes, each once. */
export function reasonsOf(causes: readonly Cause[]): readonly Reason[] {
  return [...new Set(causes.map(({ reason }) => reason))];
}

/** The causes without repetition, in order. */
export function distinctCauses(causes: readonly Cause[]): readonly Cause[] {
  return [...new Map(causes.map((cause) => [`${cause.reason}\0${cause.detail}`, cause])).values()];
}

/** Errors that manifests and processes share: those of etcd's configuration file, and of the agent itself. */
const commonErrors = [
  'config_file_missing',
  'config_file_unreadable',
  'config_file_invalid',
  'config_file_too_large',
  'assessment_timed_out',
  'internal_error',
] as const;

/** Errors of reading, by source: the series of the error counter, present from the start. */
export const sourceErrors = {
  manifest: [
    'manifest_directory_missing',
    'manifest_directory_unreadable',
    'manifest_unreadable',
    'manifest_invalid',
    'manifest_too_large',
    'mount_stale',
    ...commonErrors,
  ],
  process: [
    'procfs_unreadable',
    'host_processes_not_visible',
    'process_vanished',
    'command_line_unreadable',
    'environment_unreadable',
    ...commonErrors,
  ],
  wire: ['wire_no_answer'],
} as const satisfies Readonly<Record<string, readonly Reason[]>>;
