import type { Change } from './etcd-cluster.ts';

/** How a member stops authenticating its peers. */
type Break = {
  readonly what: string;
  readonly change: (peerPort: number) => Change;
  /** A reason for each rule that fails. */
  readonly reasons: Readonly<Record<string, string>>;
};
export const withoutClientAuth = { without: ['peer-client-cert-auth', 'peer-trusted-ca-file'] };
export const breaks: readonly Break[] = [
  {
    what: 'restarted without peer client authentication',
    change: () => withoutClientAuth,
    reasons: { '2.5': 'client_cert_auth_not_set' },
  },
  {
    what: 'listening for peers in plaintext with every certificate flag set',
    change: (port) => ({ set: { 'listen-peer-urls': `http://127.0.0.1:${port}` } }),
    reasons: { '2.4': 'peer_listener_plaintext', '2.5': 'peer_listener_plaintext' },
  },
  {
    what: 'configured by a file that leaves peer authentication out',
    change: () => ({ ...withoutClientAuth, givenBy: 'config-file' }),
    reasons: { '2.5': 'client_cert_auth_not_set' },
  },
  {
    what: 'signing its own peer certificate (peer-auto-tls)',
    change: () => ({
      set: { 'peer-auto-tls': 'true' },
      without: ['peer-cert-file', 'peer-key-file'],
      staysAlone: true,
    }),
    reasons: { '2.4': 'self_signed_auto_tls', '2.5': 'auto_tls_drops_client_auth' },
  },
];
