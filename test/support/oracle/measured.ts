/** What one version of etcd did with a configuration, over all its client listeners. */
export type Measured = {
  readonly starts: boolean;
  readonly clientTransport: 'tls' | 'plaintext' | 'mixed' | null;
  /** Every one is TLS and demands a certificate. */
  readonly clientCertRequired: boolean | null;
};
