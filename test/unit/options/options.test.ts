import { describe, expect, test } from 'vitest';
import { type Options, parseOptions } from '../../../src/options/options.ts';
import { commandNames, commandTable, everyOption, optionsOf, optionTable } from '../../../src/options/table.ts';
import { OptionError } from '../../../src/options/values.ts';
import { helpText } from '../../support/parsed-options.ts';

function parse(argv: readonly string[], environment: NodeJS.ProcessEnv = {}): Options {
  return parseOptions(argv, environment, 'host-name');
}

const controls = ['2.1', '2.2', '2.3', '2.4', '2.5', '2.6', '2.7'];
const everyRule = controls.map((control) => `cis-kubernetes-${control}`);
const everyName = controls.map((control) => `${control} or cis-kubernetes-${control}`).join(' or ');

test('a command line without any word serves, with these defaults', () => {
  expect(parse([])).toEqual({
    command: 'serve',
    listenAddress: { host: undefined, port: 19_380 },
    healthAddress: { host: undefined, port: 19_381 },
    telemetryPath: '/metrics',
    webConfigFile: undefined,
    webAuthentication: 'none',
    apiServer: { host: '', port: '' },
    rootfs: '/',
    procfs: '/proc',
    manifests: [],
    nodeName: 'host-name',
    isNodeNameGiven: false,
    resyncInterval: 30_000,
    probe: 'on',
    probeInterval: 300_000,
    singleMember: 'auto',
    noEtcd: 'unknown',
    logLevel: 'info',
    logFormat: 'logfmt',
    rules: ['cis-kubernetes-2.4', 'cis-kubernetes-2.5'],
  });
});

test.each<[readonly string[], object]>([
  [['serve'], { command: 'serve' }],
  [['check'], { command: 'check', output: 'table', explain: false, failOn: 'unknown' }],
  [['--probe=off', 'check', '--explain'], { command: 'check', probe: 'off', explain: true }],
  [['--node-name', 'check'], { command: 'serve', nodeName: 'check' }],
  [['--node-name=-x'], { nodeName: '-x' }],
  [['--node-name', '-'], { nodeName: '-' }],
  [['check', '--help'], { command: 'help' }],
  [['-h'], { command: 'help' }],
  [['--version'], { command: 'version' }],
  [['--web.listen-address=127.0.0.1:80'], { listenAddress: { host: '127.0.0.1', port: 80 } }],
  [['--web.listen-address', '[::1]:0'], { listenAddress: { host: '::1', port: 0 } }],
  [['--web.health-address=localhost:65535'], { healthAddress: { host: 'localhost', port: 65_535 } }],
  [['--web.telemetry-path=/a/b-c.d_e'], { telemetryPath: '/a/b-c.d_e' }],
  [['--web.config.file=web.yml'], { webConfigFile: 'web.yml' }],
  [['--web.config.file='], { webConfigFile: undefined }],
  [['--web.authentication=kubernetes'], { webAuthentication: 'kubernetes' }],
  [['--path.rootfs=/host'], { rootfs: '/host', procfs: '/host/proc' }],
  [['config', 'f', '--path.rootfs=/host'], { rootfs: '/host', isRootfsGiven: true, procfs: '/host/proc' }],
  [['config', 'f'], { rootfs: '/', isRootfsGiven: false }],
  [['--path.rootfs=/host//'], { rootfs: '/host//', procfs: '/host/proc' }],
  [['--path.rootfs=/host', '--path.procfs=/proc'], { rootfs: '/host', procfs: '/proc' }],
  [['--path.procfs=/host/proc'], { rootfs: '/', procfs: '/host/proc' }],
  [['--path.manifests=/a', '--path.manifests', '/b'], { manifests: ['/a', '/b'] }],
  [['--probe=yes', '--probe', 'off'], { probe: 'off' }],
  [['--node-name=one', '--node-name=two'], { nodeName: 'two', isNodeNameGiven: true }],
  [['--resync-interval=100ms'], { resyncInterval: 100 }],
  [['--resync-interval=24h', '--probe-interval=90s'], { resyncInterval: 86_400_000, probeInterval: 90_000 }],
  [
    ['--probe=off', '--single-member=no', '--no-etcd=not_applicable'],
    { probe: 'off', singleMember: 'no', noEtcd: 'not_applicable' },
  ],
  [['--log.level=debug', '--log.format=json'], { logLevel: 'debug', logFormat: 'json' }],
  [['check', '--output=json', '--fail-on=fail'], { output: 'json', failOn: 'fail' }],
  [['rules', '--output=markdown', '--rule=2.4'], { command: 'rules', output: 'markdown' }],
  [['check', '--explain'], { explain: true }],
  [['check', '--explain', '--explain', '--output=json'], { explain: true, output: 'json' }],
  [['check', '--rule=2.5'], { rules: ['cis-kubernetes-2.5'] }],
  [['check', '--rule=cis-kubernetes-2.4', '--rule=2.4'], { rules: ['cis-kubernetes-2.4'] }],
  [['check', '--rule=2.5', '--rule=2.4'], { rules: ['cis-kubernetes-2.4', 'cis-kubernetes-2.5'] }],
  [['--rules=default'], { rules: ['cis-kubernetes-2.4', 'cis-kubernetes-2.5'] }],
  [['--rules=all'], { command: 'serve', rules: everyRule }],
  [['check', '--rules=all'], { rules: everyRule }],
  [['check', '--rules=all', '--rule=2.7'], { rules: ['cis-kubernetes-2.7'] }],
  [['check', '--rule=2.6', '--rule=2.1'], { rules: ['cis-kubernetes-2.1', 'cis-kubernetes-2.6'] }],
  [['rules'], { rules: everyRule }],
  [['rules', '--rules=default'], { rules: ['cis-kubernetes-2.4', 'cis-kubernetes-2.5'] }],
  [['--output=json', '--help'], { command: 'help' }],
  [
    ['config', 'a', '-', '--output=json'],
    { command: 'config', operands: { words: ['a', '-'], commandLine: undefined } },
  ],
  [
    ['config', '--rule=2.4', '--', 'A=b', 'etcd', '--help', '--', 'x'],
    { command: 'config', operands: { words: [], commandLine: ['A=b', 'etcd', '--help', '--', 'x'] } },
  ],
  [['completion', 'zsh'], { command: 'completion', shell: 'zsh' }],
])('%j gives %j', (argv, expected) => {
  expect(parse(argv)).toMatchObject(expected);
});

test('the node name is the option, else NODE_NAME, else the name of the host; an empty one is none', () => {
  const environment = { NODE_NAME: 'from-environment' };
  expect(parse(['--node-name=option'], environment)).toMatchObject({ nodeName: 'option' });
  expect(parse([], environment)).toMatchObject({ nodeName: 'from-environment' });
  expect(parse(['--node-name='], environment)).toMatchObject({ nodeName: 'from-environment' });
  expect(parse([], { NODE_NAME: '' })).toMatchObject({ nodeName: 'host-name' });
});

describe('the option, what was expected and what was given are named for', () => {
  const address = 'host:port, [IPv6]:port or :port';
  const time = 'a time from 100ms to 24h, such as 30s or 5m';
  const path = 'a path of its own such as /metrics';
  test.each([
    ...['19380', 'host', ':', ':x', ':65536', '::1:80', '[::1]', 'http://a:1', ' :80', ':80 ', ''].map((given) => [
      'web.listen-address',
      given,
      address,
    ]),
    ['web.health-address', ':-1', address],
    ...['/', 'metrics', '', '/a b', '/{x}', '/*', '/:id', '//', '/metrics/', '/api/v1/report'].map((given) => [
      'web.telemetry-path',
      given,
      path,
    ]),
    ['web.authentication', 'basic', 'none or kubernetes'],
    ['path.rootfs', '', 'a path'],
    ['path.manifests', '', 'a path'],
    ['path.procfs', 'a\0b', 'a path'],
    ...['30', '30 s', '1d', '-1s', '99ms', '0s', '25h', '1.5s', '1e3ms', '', 'Infinity', '9'.repeat(400) + 's'].map(
      (given) => ['resync-interval', given, time],
    ),
    ['probe-interval', '5', time],
    ['probe', 'true', 'on or off'],
    ['single-member', 'yes', 'auto or no or not_applicable'],
    ['no-etcd', 'pass', 'unknown or not_applicable'],
    ['log.level', 'trace', 'debug or info or warn or error'],
    ['log.level', 'INFO', 'debug or info or warn or error'],
    ['log.format', 'text', 'logfmt or json'],
    ['output', 'xml', 'table or json or junit or sarif or markdown'],
    ['fail-on', 'pass', 'fail or unknown'],
    ['rules', 'none', 'default or all'],
    ...['2.8', '', '2', 'CIS-KUBERNETES-2.4', 'constructor'].map((given) => ['rule', given, everyName]),
  ] as [string, string, string][])('--%s=%j', (option, given, expected) => {
    const message = `--${option}: expected ${expected}, got ${JSON.stringify(given)}`;
    expect(() => parse([`--${option}=${given}`])).toThrow(new OptionError(`--${option}`, expected, given));
    expect(() => parse([`--${option}=${given}`])).toThrow(message);
  });

  test.each([
    [['chek'], 'command: expected serve or check or config or rules or completion, got "chek"'],
    [['rules', '--path.rootfs=/'], '--path.rootfs: expected the command serve or check or config, got "rules"'],
    [['rules', '--fail-on=fail'], '--fail-on: expected the command check or config, got "rules"'],
    [['--output=json'], '--output: expected the command check or config or rules, got "serve"'],
    [['serve', '--fail-on=fail'], '--fail-on: expected the command check or config, got "serve"'],
    [['serve', '--rule=2.5'], '--rule: expected the command check or config or rules, got "serve"'],
    [['serve', '--explain'], '--explain: expected the command check or config, got "serve"'],
    [['rules', '--explain'], '--explain: expected the command check or config, got "rules"'],
    [['check', '--explain=2.5'], /^command line: expected options as --help lists them, got ".*--explain/],
    [['check', 'now'], 'command: expected nothing after it but options, got "now"'],
    [['check', '--', 'etcd'], 'command: expected nothing after it but options, got "etcd"'],
    [['--', 'etcd'], 'command: expected nothing after it but options, got "etcd"'],
    [['completion', 'bash', 'zsh'], 'command: expected nothing after it but options, got "zsh"'],
    [['config', '--no-etcd=unknown', 'f'], '--no-etcd: expected the command serve or check, got "config"'],
    [['completion', '--output=json'], '--output: expected the command check or config or rules, got "completion"'],
    [['--web.listen-adress=:1'], /^command line: expected options as --help lists them, got ".*--web\.listen-adress/],
    [['--node-name'], '--node-name: expected a value, as in --node-name=NAME, got ""'],
    [['--output', '--fail-on=fail'], '--output: expected a value, as in --output=FORMAT, got "--fail-on=fail"'],
    [['--version=1'], /^command line: expected options as --help lists them, got ".*--version/],
    [['-x'], /^command line: expected options as --help lists them, got ".*-x/],
  ])('%j', (argv, message) => {
    expect(() => parse(argv)).toThrow(OptionError);
    expect(() => parse(argv)).toThrow(message);
  });
});

describe('a word that resembles another is refused with that one, any other without:', () => {
  const commands = commandNames.join(' or ');
  test.each([
    [['chek'], 'chek', '(Did you mean check?)'],
    [['--log.level=debug', 'serv'], 'serv', '(Did you mean serve?)'],
    [['cluster'], 'cluster', ''],
  ])('%j', (argv, word, hint) => {
    expect(() => parse(argv)).toThrow(new OptionError('command', commands, word, hint));
  });

  test.each([
    [['--web.listen-adress=:1'], '--web.listen-adress', '(Did you mean --web.listen-address?)'],
    [['--web.listen-adress', ':1'], '--web.listen-adress', '(Did you mean --web.listen-address?)'],
    [['check', '--explian'], '--explian', '(Did you mean --explain?)'],
    [['rules', '--rulse=2.4'], '--rulse', '(Did you mean one of --rule, --rules?)'],
    [['--color=never'], '--color', ''],
  ])('%j', (argv, option, hint) => {
    const found = `unknown option '${option}'`;
    const expected = 'options as --help lists them';
    expect(() => parse(argv)).toThrow(new OptionError('command line', expected, found, hint));
  });
});

describe.each(commandNames)('%s', (command) => {
  const foreign = everyOption.filter(({ commands }) => !commands.includes(command));

  test('has a help that lists its options, and no others', () => {
    const help = helpText(command);
    const listed = [...help.matchAll(/^ {2}--([\w.-]+)/gm)].map(([, name]) => name);
    expect(listed).toEqual(optionsOf(command).map(({ name }) => name));
    expect(help).toMatch(new RegExp(`^Usage: peerproof ${command} .*\n\n${commandTable[command].help}\n`));
  });

  test.each(foreign)('refuses --$name with the commands that take it', ({ name, meta, fallback, commands }) => {
    const value = fallback || (name === 'rule' ? '2.4' : '/x');
    const word = meta === '' ? `--${name}` : `--${name}=${value}`;
    const refusal = new OptionError(`--${name}`, `the command ${commands.join(' or ')}`, command);
    expect(() => parse([command, word])).toThrow(refusal);
    expect(() => parse([word, command])).toThrow(refusal);
  });
});

test('the help of the program names each option once, below the commands that take it', () => {
  const groups = helpText().matchAll(/^Options of (.*):\n((?: {2}.*\n)+)/gm);
  const listed = [...groups].flatMap(([, commands, lines = '']) =>
    [...lines.matchAll(/^ {2}--([\w.-]+)/gm)].map(([, name]) => `${name}: ${commands}`),
  );
  const expected = everyOption.map(({ name, commands }) => `${name}: ${commands.join(', ')}`);
  expect(listed.toSorted()).toEqual(expected.toSorted());
});

test('the help names every option with its default, in 120 columns', () => {
  const lines = helpText().split('\n');
  for (const [name, { meta, fallback }] of Object.entries(optionTable)) {
    const line = lines.find((one) => one.startsWith(`  --${name}${meta === '' ? ' ' : '='}`));
    expect(line).toContain(fallback === '' ? '' : `[${fallback}]`);
  }
  expect(lines.filter((line) => line.length > 120)).toEqual([]);
});
