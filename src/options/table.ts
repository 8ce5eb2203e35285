// Every command and option with its meaning, and the help text made of them.

export const commandTable = {
  serve: { usage: '[serve] [OPTION ...]', help: 'watch the node and serve /metrics' },
  check: { usage: 'check [OPTION ...]', help: 'look once, print the verdict' },
  config: { usage: 'config [OPTION ...] FILE ...', help: 'judge configurations that are on no node yet' },
  rules: { usage: 'rules [OPTION ...]', help: 'print what is looked for, and why' },
  completion: { usage: 'completion SHELL', help: 'print what completes these words in bash, zsh or fish' },
} as const;

export type Command = keyof typeof commandTable;

/** The shells that `completion` knows. */
export const shells = ['bash', 'zsh', 'fish'] as const;

const onNode = ['serve', 'check'] as const;
const judging = ['serve', 'check', 'config'] as const;

export type OptionSpec = {
  /** What the value is; FILE and DIR are paths, '' is an option without a value. */
  readonly meta: string;
  readonly fallback: string;
  readonly help: string;
  readonly multiple?: true;
  /** Every value that there is, for an option that takes no other. */
  readonly values?: readonly string[];
  /** Where it has an effect; anywhere else it is refused. */
  readonly commands: readonly Command[];
};

export const optionTable = {
  'web.listen-address': {
    meta: 'ADDR',
    fallback: ':19380',
    help: 'where /metrics, the page and the report are served',
    commands: onNode,
  },
  'web.telemetry-path': {
    meta: 'PATH',
    fallback: '/metrics',
    help: 'path of the metrics',
    commands: onNode,
  },
  'web.config.file': {
    meta: 'FILE',
    fallback: '',
    help: 'TLS, client certificates, passwords, headers and limits, as exporter-toolkit has them',
    commands: onNode,
  },
  'web.authentication': {
    meta: 'MODE',
    fallback: 'none',
    help: 'none, or kubernetes: the API server decides by bearer token and RBAC',
    values: ['none', 'kubernetes'],
    commands: onNode,
  },
  'web.health-address': {
    meta: 'ADDR',
    fallback: ':19381',
    help: 'where /healthz and /readyz are served',
    commands: onNode,
  },
  'path.rootfs': {
    meta: 'DIR',
    fallback: '/',
    help: "the host's root directory",
    commands: judging,
  },
  'path.procfs': {
    meta: 'DIR',
    fallback: '',
    help: 'the process directory (default: /proc, or DIR/proc with --path.rootfs=DIR)',
    commands: onNode,
  },
  'path.manifests': {
    meta: 'DIR',
    fallback: '',
    multiple: true,
    help: 'static pod directory, repeatable (default: those of the known distributions that exist)',
    commands: onNode,
  },
  'node-name': {
    meta: 'NAME',
    fallback: '',
    help: 'the node label (default: $NODE_NAME, else the host name)',
    commands: judging,
  },
  'resync-interval': {
    meta: 'TIME',
    fallback: '30s',
    help: 'look at everything again at least this often',
    commands: onNode,
  },
  probe: {
    meta: 'on|off',
    fallback: 'on',
    help: 'ask the peer listeners themselves',
    values: ['on', 'off'],
    commands: onNode,
  },
  'probe-interval': {
    meta: 'TIME',
    fallback: '5m',
    help: 'how often to ask them again; a new one is asked at once',
    commands: onNode,
  },
  'single-member': {
    meta: 'MODE',
    fallback: 'auto',
    help: 'auto, no, or not_applicable: this etcd is a single member',
    values: ['auto', 'no', 'not_applicable'],
    commands: judging,
  },
  'no-etcd': {
    meta: 'STATUS',
    fallback: 'unknown',
    help: 'verdict without any etcd: unknown or not_applicable',
    values: ['unknown', 'not_applicable'],
    commands: onNode,
  },
  'log.level': {
    meta: 'LEVEL',
    fallback: 'info',
    help: 'debug, info, warn or error',
    values: ['debug', 'info', 'warn', 'error'],
    commands: onNode,
  },
  'log.format': {
    meta: 'FORMAT',
    fallback: 'logfmt',
    help: 'logfmt or json',
    values: ['logfmt', 'json'],
    commands: onNode,
  },
  output: {
    meta: 'FORMAT',
    fallback: 'table',
    help: 'check, config and rules: table, json or markdown; all but rules: junit or sarif',
    values: ['table', 'json', 'junit', 'sarif', 'markdown'],
    commands: ['check', 'config', 'rules'],
  },
  rule: {
    meta: 'RULE',
    fallback: '',
    multiple: true,
    help: 'check, config and rules: this one alone, as 2.5 or cis-kubernetes-2.5, repeatable',
    commands: ['check', 'config', 'rules'],
  },
  rules: {
    meta: 'SET',
    fallback: 'default',
    help: 'default: 2.4 and 2.5; all: the others of CIS section 2 as well',
    values: ['default', 'all'],
    commands: ['serve', 'check', 'config', 'rules'],
  },
  explain: {
    meta: '',
    fallback: '',
    help: 'check and config: the rule in full, and step by step how its verdict follows here',
    commands: ['check', 'config'],
  },
  'fail-on': {
    meta: 'STATUS',
    fallback: 'unknown',
    help: 'check and config: unknown, or fail to let an unknown exit with 0',
    values: ['fail', 'unknown'],
    commands: ['check', 'config'],
  },
} as const satisfies Readonly<Record<string, OptionSpec>>;

export type OptionName = keyof typeof optionTable;

export function helpText(): string {
  const lines = Object.entries(optionTable).map(([name, { meta, fallback, help }]) => {
    const suffix = fallback === '' ? '' : ` [${fallback}]`;
    const usage = meta === '' ? name : `${name}=${meta}`;
    return `  --${usage.padEnd(27)} ${help}${suffix}`;
  });
  return [
    "peerproof proves that etcd's peers encrypt (CIS 2.4) and authenticate (CIS 2.5) on this node.",
    '',
    ...usageLines(),
    '',
    "FILE is a static pod manifest or etcd's own configuration file, and - standard input. Instead of files:",
    '       peerproof config [OPTION ...] -- [NAME=VALUE ...] etcd [FLAG ...]',
    '',
    ...lines,
    `  --${'help, --version'.padEnd(27)} print this text, or the version`,
    '',
    'Exit of check and config: 0 every rule passes or does not apply; 1 a rule fails; 2 a rule is unknown;',
    '3 bad usage or an internal error.',
    '',
  ].join('\n');
}

function usageLines(): readonly string[] {
  return Object.values(commandTable).map(
    ({ usage, help }, index) => `${index === 0 ? 'Usage:' : '      '} peerproof ${usage.padEnd(30)} ${help}`,
  );
}
