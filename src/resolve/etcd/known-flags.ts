// etcd's flags, 3.4 to 3.7, as far as parsing needs them: which are boolean, and which take a value.
// Source: the binaries of 3.4.23 and 3.5.30 (`--FLAG=zzz`), and the flag definitions of 3.6 and 3.7.

/** Flags that never take the next argument for their value. */
const booleanFlags = new Set(
  `auto-tls client-cert-auth debug disable-log-sampling discovery-insecure-skip-tls-verify
  discovery-insecure-transport enable-distributed-tracing enable-grpc-gateway enable-log-rotation enable-pprof
  enable-v2 experimental-compact-hash-check-enabled experimental-enable-distributed-tracing
  experimental-enable-lease-checkpoint experimental-enable-lease-checkpoint-persist
  experimental-initial-corrupt-check experimental-memory-mlock experimental-peer-skip-client-san-verification
  experimental-stop-grpc-service-on-defrag experimental-txn-mode-write-with-shared-buffer force-new-cluster
  initial-election-tick-advance memory-mlock peer-auto-tls peer-client-cert-auth
  peer-skip-client-san-verification pre-vote socket-reuse-address socket-reuse-port strict-reconfig-check
  unsafe-no-fsync version`.split(/\s+/),
);

/** Flags that every etcd accepts and ignores. */
const ignoredFlags = new Set(
  `cluster-active-size cluster-remove-delay cluster-sync-interval config force max-result-buffer
  max-retry-attempts peer-election-timeout peer-heartbeat-interval retry-interval snapshot v vv`.split(/\s+/),
);

const valueFlags = new Set(
  `advertise-client-urls auth-token auth-token-ttl auto-compaction-mode auto-compaction-retention
  backend-batch-interval backend-batch-limit backend-bbolt-freelist-type bcrypt-cost
  bootstrap-defrag-threshold-megabytes cert-file cipher-suites client-cert-allowed-hostname client-cert-file
  client-crl-file client-key-file compact-hash-check-time compaction-batch-limit compaction-sleep-interval
  config-file corrupt-check-time cors data-dir discovery discovery-cacert discovery-cert discovery-dial-timeout
  discovery-endpoints discovery-fallback discovery-keepalive-time discovery-keepalive-timeout discovery-key
  discovery-password discovery-proxy discovery-request-timeout discovery-srv discovery-srv-name discovery-token
  discovery-user distributed-tracing-address distributed-tracing-instance-id distributed-tracing-sampling-rate
  distributed-tracing-service-name downgrade-check-time election-timeout
  experimental-backend-bbolt-freelist-type experimental-bootstrap-defrag-threshold-megabytes
  experimental-compact-hash-check-time experimental-compaction-batch-limit
  experimental-compaction-sleep-interval experimental-corrupt-check-time
  experimental-distributed-tracing-address experimental-distributed-tracing-instance-id
  experimental-distributed-tracing-sampling-rate experimental-distributed-tracing-service-name
  experimental-downgrade-check-time experimental-enable-v2v3 experimental-max-learners
  experimental-snapshot-catchup-entries experimental-warning-apply-duration
  experimental-warning-unary-request-duration experimental-watch-progress-notify-interval feature-gates
  grpc-keepalive-interval grpc-keepalive-min-time grpc-keepalive-timeout heartbeat-interval host-whitelist
  initial-advertise-peer-urls initial-cluster initial-cluster-state initial-cluster-token key-file
  listen-client-http-urls listen-client-urls listen-metrics-urls listen-peer-urls log-format log-level
  log-outputs log-package-levels log-rotation-config-json logger max-concurrent-streams max-learners
  max-request-bytes max-snapshots max-txn-ops max-wals metrics name peer-cert-allowed-cn
  peer-cert-allowed-hostname peer-cert-file peer-client-cert-file peer-client-key-file peer-crl-file
  peer-key-file peer-trusted-ca-file proxy proxy-dial-timeout proxy-failure-wait proxy-read-timeout
  proxy-refresh-interval proxy-write-timeout quota-backend-bytes raft-read-timeout raft-write-timeout
  self-signed-cert-validity snapshot-catchup-entries snapshot-count tls-max-version tls-min-version
  trusted-ca-file v2-deprecation wal-dir warning-apply-duration warning-unary-request-duration
  watch-progress-notify-interval`.split(/\s+/),
);

export type FlagKind = 'boolean' | 'ignored' | 'value' | 'unknown';

export function flagKind(name: string): FlagKind {
  if (booleanFlags.has(name)) return 'boolean';
  if (ignoredFlags.has(name)) return 'ignored';
  return valueFlags.has(name) ? 'value' : 'unknown';
}

/** Every flag that etcd reads from its environment as well; ETCD_VERSION, which images like to set, only warns. */
export const environmentFlags: readonly string[] = [...booleanFlags, ...valueFlags].filter(
  (name) => name !== 'version',
);

/** Go's strconv.ParseBool: exactly these spellings; `undefined` for any other text. */
export function parseGoBoolean(text: string): boolean | undefined {
  if (/^(?:1|t|T|TRUE|true|True)$/.test(text)) return true;
  return /^(?:0|f|F|FALSE|false|False)$/.test(text) ? false : undefined;
}
