import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { completionScript } from '../../../src/commands/completion.ts';
import { commandTable, type OptionSpec, optionTable, shells } from '../../../src/options/table.ts';
import { parseOptions } from '../../../src/options/options.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { runPeerproof } from '../../support/peerproof-process.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const starts = { bash: ['bash'], zsh: ['zsh', '-f'], fish: ['fish', '--no-config'] } as const;
const commands = Object.keys(commandTable);
const options = Object.entries<OptionSpec>(optionTable);
const always = ['--help', '--version'];

/** A working directory with the scripts, two files and a directory. */
function workingDirectory(): string {
  const directory = temporaryDirectory();
  for (const shell of shells) writeFileSync(join(directory, `.script.${shell}`), completionScript({ shell }));
  for (const name of ['etcd one.yaml', 'etcd-two.yaml', 'other']) writeFileSync(join(directory, name), '');
  mkdirSync(join(directory, 'etcd-tree'));
  return directory;
}

/** What the shell itself offers for the line, without what of the word is already there. */
function offered(shell: (typeof shells)[number], line: string): readonly string[] {
  const [program, ...flags] = starts[shell];
  const asking = join(import.meta.dirname, `ask-${shell}.sh`);
  const cwd = workingDirectory();
  const args = [...flags, asking, join(cwd, `.script.${shell}`), line];
  const env = { PATH: process.env['PATH'] ?? '', HOME: cwd, TERM: 'xterm', LC_ALL: 'C.UTF-8' };
  const text = execFileSync(program, args, { cwd, env, encoding: 'utf8', timeout: 60_000 });
  const words = text.split('\n').filter((word) => word !== '' && word !== '-h');
  return [...new Set(words.map(plain))].toSorted();
}

/** Shells differ in whether they repeat the option, and mark a directory or an option that takes a value. */
function plain(word: string): string {
  const value = /^--[\w.-]+=(.+)$/.exec(word)?.[1] ?? word.replace(/=$/, '');
  return value.startsWith('--') ? value : basename(value.replaceAll('\\', ''));
}

function optionsOf(command: string): readonly string[] {
  const own = options.filter(([, spec]) => (spec.commands as readonly string[]).includes(command));
  return [...own.map(([name]) => `--${name}`), ...always].toSorted();
}

test.each(shells)('peerproof completion %s prints the script', async (shell) => {
  const { code, stdout, stderr } = await runPeerproof(['completion', shell]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(completionScript({ shell }));
});

test.each([
  [['completion'], '""'],
  [['completion', 'ksh'], '"ksh"'],
])('%j is refused', async (args, given) => {
  const { code, stdout, stderr } = await runPeerproof(args);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toBe(`peerproof: completion: expected bash or zsh or fish, got ${given}\n`);
});

test('an option is in the table of exactly the commands that take it', () => {
  for (const [name, { commands: own, fallback, meta, values }] of options) {
    const value = values?.[0] ?? (fallback || (name === 'rule' ? '2.4' : '/x'));
    const word = meta === '' ? `--${name}` : `--${name}=${value}`;
    const refusing = commands.filter((command) => {
      try {
        return parseOptions([command, word], {}, 'host') === undefined;
      } catch (error) {
        return String(error).includes(`--${name}: expected the command`);
      }
    });
    expect(refusing).toEqual(commands.filter((one) => !(own as readonly string[]).includes(one)));
  }
});

const present = shells.filter((shell) => shell === 'bash' || hasRequiredTools(shell));

describe.each(present)('in %s', (shell) => {
  test('the commands are offered, after options as well', () => {
    const all = commands.toSorted();
    expect(offered(shell, 'peerproof ')).toEqual(all);
    expect(offered(shell, 'peerproof c')).toEqual(['check', 'completion', 'config']);
    expect(offered(shell, 'peerproof --log.level=debug ')).toEqual(all);
    expect(offered(shell, 'peerproof --node-name check ')).toEqual(all);
  });

  test.each(commands)('the options of %s are offered, and no others', (command) => {
    expect(offered(shell, `peerproof ${command} --`)).toEqual(optionsOf(command));
  });

  test.each(options.filter(([, { values }]) => values !== undefined))(
    'the values of --%s are offered, after = and after a blank',
    (name, { values = [], commands: [command = ''] }) => {
      const all = values.toSorted();
      expect(offered(shell, `peerproof ${command} --${name}=`)).toEqual(all);
      expect(offered(shell, `peerproof ${command} --${name} `)).toEqual(all);
    },
  );

  test.each([
    ['check --rule=2.', ['2.1', '2.2', '2.3', '2.4', '2.5', '2.6', '2.7']],
    ['rules --rule cis-kubernetes-2.5', ['cis-kubernetes-2.5']],
    ['check --rule=2.4 --output=j', ['json', 'junit']],
    ['completion ', ['bash', 'fish', 'zsh']],
    ['config etcd', ['etcd one.yaml', 'etcd-tree', 'etcd-two.yaml']],
    ['config etcd-two.yaml etcd-t', ['etcd-tree', 'etcd-two.yaml']],
    ['--web.config.file=etcd-', ['etcd-tree', 'etcd-two.yaml']],
    ['check --path.rootfs=etcd', ['etcd-tree']],
    ['check --path.manifests etcd', ['etcd-tree']],
    ['rules --fail-on', []],
    ['check --expl', ['--explain']],
    ['--explain che', ['check']],
    ['check --explain --output=j', ['json', 'junit']],
  ])('%s is completed to %j', (words, expected) => {
    expect(offered(shell, `peerproof ${words}`)).toEqual(expected);
  });
});

describe.skipIf(!hasRequiredTools('script'))('typed on a terminal', () => {
  const typed = 'peerproof check --outp\tjs\t --fail-on=u\t --path.rootfs=etcd-t\t\n';

  test.each(present.filter((shell) => shell !== 'fish'))('with tabs, the words arrive whole in %s', (shell) => {
    const cwd = workingDirectory();
    const start = { bash: 'bash --norc --noprofile -i', zsh: 'zsh -f -i' }[shell];
    const before = shell === 'zsh' ? 'autoload -Uz compinit && compinit -D -u; PS1=; ' : '';
    const input = [
      `${before}source ./.script.${shell}`,
      String.raw`peerproof() { printf '\nword:%s' "$@" "end"; echo; }`,
      `${typed}exit\n`,
    ].join('\n');
    const env = { PATH: process.env['PATH'] ?? '', HOME: cwd, TERM: 'dumb', LC_ALL: 'C.UTF-8' };
    const seen = execFileSync('script', ['-qec', start, '/dev/null'], {
      cwd,
      env,
      input,
      encoding: 'utf8',
      timeout: 60_000,
    });
    const words = [...seen.matchAll(/^word:(.*?)\r*$/gm)].map(([, word = '']) => word.replace(/\/$/, ''));
    expect(words).toEqual(['check', '--output=json', '--fail-on=unknown', '--path.rootfs=etcd-tree', 'end']);
  });
});
