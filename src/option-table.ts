// Every option with its default and meaning, and the help text made of them.

export type OptionSpec = {
  readonly meta: string;
  readonly fallback: string;
  readonly help: string;
  readonly multiple?: true;
};

export const optionTable = {
  'web.listen-address': {
    meta: 'ADDR',
    fallback: ':19380',
    help: 'where /metrics, the page and the report are served',
  },
  'web.telemetry-path': { meta: 'PATH', fallback: '/metrics', help: 'path of the metrics' },
  'web.config.file': {
    meta: 'FILE',
    fallback: '',
    help: 'TLS, client certificates, passwords, headers and limits, as exporter-toolkit has them',
  },
  'web.authentication': {
    meta: 'MODE',
    fallback: 'none',
    help: 'none, or kubernetes: the API server decides by bearer token and RBAC',
  },
  'web.health-address': { meta: 'ADDR', fallback: ':19381', help: 'where /healthz and /readyz are served' },
  'path.rootfs': { meta: 'DIR', fallback: '/', help: "the host's root directory" },
  'path.procfs': {
    meta: 'DIR',
    fallback: '',
    help: 'the process directory (default: /proc, or DIR/proc with --path.rootfs=DIR)',
  },
  'path.manifests': {
    meta: 'DIR',
    fallback: '',
    multiple: true,
    help: 'static pod directory, repeatable (default: those of the known distributions that exist)',
  },
  'node-name': {
    meta: 'NAME',
    fallback: '',
    help: 'the node label (default: $NODE_NAME, else the host name)',
  },
  'resync-interval': { meta: 'TIME', fallback: '30s', help: 'look at everything again at least this often' },
  probe: {
    meta: 'on|off',
    fallback: 'on',
    help: 'ask the peer listeners themselves',
  },
  'probe-interval': {
    meta: 'TIME',
    fallback: '5m',
    help: 'how often to ask them again; a new one is asked at once',
  },
  'single-member': {
    meta: 'MODE',
    fallback: 'auto',
    help: 'auto, no, or not_applicable: this etcd is a single member',
  },
  'no-etcd': {
    meta: 'STATUS',
    fallback: 'unknown',
    help: 'verdict without any etcd: unknown or not_applicable',
  },
  'log.level': { meta: 'LEVEL', fallback: 'info', help: 'debug, info, warn or error' },
  'log.format': { meta: 'FORMAT', fallback: 'logfmt', help: 'logfmt or json' },
  output: {
    meta: 'FORMAT',
    fallback: 'table',
    help: 'check and rules: table, json or markdown; check: junit or sarif, too',
  },
  rule: {
    meta: 'RULE',
    fallback: '',
    multiple: true,
    help: 'check and rules: this one alone, as 2.5 or cis-kubernetes-2.5, repeatable',
  },
  rules: {
    meta: 'SET',
    fallback: 'default',
    help: 'default: 2.4 and 2.5; all: the others of CIS section 2 as well',
  },
  'fail-on': {
    meta: 'STATUS',
    fallback: 'unknown',
    help: 'check only: unknown, or fail to let an unknown exit with 0',
  },
} as const satisfies Readonly<Record<string, OptionSpec>>;

export type OptionName = keyof typeof optionTable;

export function helpText(): string {
  const lines = Object.entries(optionTable).map(([name, { meta, fallback, help }]) => {
    const suffix = fallback === '' ? '' : ` [${fallback}]`;
    return `  --${`${name}=${meta}`.padEnd(27)} ${help}${suffix}`;
  });
  return [
    "peerproof proves that etcd's peers encrypt (CIS 2.4) and authenticate (CIS 2.5) on this node.",
    '',
    'Usage: peerproof [serve] [OPTION ...]   watch the node and serve /metrics',
    '       peerproof check [OPTION ...]     look once, print the verdict',
    '       peerproof rules [OPTION ...]     print what is looked for, and why',
    '',
    ...lines,
    `  --${'help, --version'.padEnd(27)} print this text, or the version`,
    '',
    'Exit of check: 0 every rule passes or does not apply; 1 a rule fails; 2 a rule is unknown;',
    '3 bad usage or an internal error.',
    '',
  ].join('\n');
}
