// Runs what the pages tell their readers to type, with a golden node for theirs, and compares what they show.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { materialiseNode } from '../../fixtures/make-proc.ts';
import { helpText } from '../../support/parsed-options.ts';
import { node, repository, runPeerproof, servePeerproof } from '../../support/peerproof-process.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { claims, runHere } from '../../support/docs/command-claims.ts';
import { type Command, everyCommand, meant } from '../../support/docs/commands.ts';
import { readPage, timeless } from '../../support/docs/page.ts';

const commands = everyCommand().filter(({ text }) => !(text in claims) && runHere.some((one) => one.test(text)));

/** Those that begin so, each once. */
function starting(...words: readonly string[]): readonly Command[] {
  const own = commands.filter(({ text }) => words.some((word) => text.startsWith(word)));
  return [...Map.groupBy(own, ({ text, output }) => `${text}\0${output}`).values()].flatMap(([first]) => first ?? []);
}

/** The node of the pages' examples. */
function exampleNode(): string {
  const rootfs = join(temporaryDirectory(), 'rootfs');
  materialiseNode(join(repository, 'test/fixtures/nodes/text-check-fooled'), rootfs);
  return rootfs;
}

function shell(script: string, environment: Readonly<Record<string, string>> = {}, cwd = repository): string {
  const env = { ...process.env, PATH: `${dirname(node)}:${process.env['PATH']}`, ...environment };
  return execFileSync('sh', ['-euc', script], { cwd, env, encoding: 'utf8', stdio: 'pipe' });
}

const [usages, programs] = [
  starting('peerproof ').filter(isUsage),
  starting('peerproof ').filter((command) => !isUsage(command) && command.text !== 'peerproof serve'),
];

/** A line of --help: with what may be given, or with its meaning beside it. */
function isUsage({ text }: Command): boolean {
  return /\[OPTION| {2}/.test(text);
}

describe('peerproof', () => {
  it.each(usages)('$text is a usage that --help has', ({ text }) => {
    const [usage = ''] = text.split(/ {2,}/);
    const command = /(?<=^peerproof )[a-z]+/.exec(usage) ?? [];
    expect(helpText(...command)).toContain(usage);
  });

  it.each(programs.flatMap(({ text, output }) => meant(text).map((one) => ({ text: one, output }))))(
    '$text runs, and prints what is shown',
    async ({ text, output }) => {
      const words = text.replace('NODE', exampleNode()).split(' ').slice(1);
      const isOfNode = words[0] === 'check' && !text.includes('--path.rootfs=');
      const rootfs = isOfNode ? [`--path.rootfs=${exampleNode()}`] : [];
      const { code, stdout, stderr } = await runPeerproof([...words, ...rootfs]);
      expect({ stderr, code }).toEqual({ stderr: '', code: words[0] === 'check' ? 1 : 0 });
      expect(stdout.length).toBeGreaterThan(100);
      expect(timeless(stdout)).toBe(timeless(output ?? stdout));
    },
  );
});

test.skipIf(!hasRequiredTools('curl')).each(starting('curl '))(
  '$text gets an answer from the agent',
  async ({ text }) => {
    const { web } = await servePeerproof([`--path.rootfs=${exampleNode()}`]);
    expect(shell(text.replace('http://127.0.0.1:19380', web))).toMatch(/peerproof_|"rules"/);
  },
);

test.each(['docs/usage.md', 'test/fixtures/README.md'])('the node that %s makes can be judged', async (page) => {
  const target = join(temporaryDirectory(), 'made');
  const own = starting('node ').filter((command) => command.page === page);
  const script = own.map(({ text }) => text.replaceAll(/(?<==| )(?:NODE|\/tmp\/rke2)(?= |$)/g, target));
  expect(script.length).toBeGreaterThan(0);
  shell(script.join('\n'));
  const { code } = await runPeerproof(['check', `--path.rootfs=${target}`, '--probe=off']);
  expect(code).toBeLessThan(2);
});

test('what docs/install.md copies and installs is there, and runs', { timeout: 60_000 }, () => {
  const directory = temporaryDirectory();
  const [checkout, host, home] = ['checkout', 'host', 'home'].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ];
  const copied = ['package.json', 'LICENSE', 'assets', 'src', 'scripts/bundle.ts', 'manifests/systemd'];
  for (const path of copied) cpSync(join(repository, path), join(checkout, path), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(checkout, 'node_modules'));
  for (const path of ['usr/local/lib', 'etc/default', 'etc/systemd/system'])
    mkdirSync(join(host, path), { recursive: true });
  mkdirSync(home);
  const [bundle, copy] = starting('make node_modules && ', 'scp ').map(({ text }) => text);
  // Another host and its root directory are directories here.
  shell(
    `${bundle?.replace('make node_modules && ', '')}\n${copy?.replace('scp ', 'cp ').replace('etcd-1:', home)}`,
    {},
    checkout,
  );
  symlinkSync(node, join(home, 'node'));
  const installs = starting('install ').map(({ text }) => text.replaceAll(/ \/(?=usr|etc)/g, ` ${host}/`));
  expect(installs.length).toBeGreaterThan(3);
  shell(installs.join('\n'), {}, home);
  const [once = ''] = starting('/usr/local/lib/').map(({ text }) =>
    text.replaceAll('/usr/local', join(host, 'usr/local')),
  );
  expect(once).toMatch(/ check$/);
  expect(() => shell(`${once} --path.rootfs=${exampleNode()}`)).toThrow(expect.objectContaining({ status: 1 }));
  expect(readdirSync(join(host, 'etc/systemd/system'))).toEqual(['peerproof.service']);
});

describe.skipIf(!hasRequiredTools('promtool'))('promtool check web-config FILE', () => {
  it('accepts what the agent accepts', () => {
    const [, users = ''] = /^```yaml\n(basic_auth_users:[^`]*)^```/m.exec(readPage('docs/protecting-metrics.md')) ?? [];
    const file = join(temporaryDirectory(), 'web-config.yaml');
    writeFileSync(file, users);
    expect(
      shell(
        starting('promtool ')
          .map(({ text }) => text.replace('FILE', `${file} 2>&1`))
          .join('\n'),
      ),
    ).toContain('SUCCESS');
  });
});

test('date +%s tells the time', () => {
  expect(Number(shell('date +%s'))).toBeGreaterThan(1.7e9);
});
