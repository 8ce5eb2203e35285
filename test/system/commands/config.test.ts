import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileOf, judgedConfig } from '../../support/config-command.ts';
import { etcdPod, etcdPodOf } from '../../support/etcd-pod.ts';
import { node, repository, runPeerproof } from '../../support/peerproof-process.ts';
import { secureFile } from '../../support/explain/text-node.ts';
import { podText, secureArgv } from '../../support/resolve/verdicts.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

/** `peerproof config` as a process that is given this on standard input. */
function configOn(input: string | Uint8Array, ...words: readonly string[]): ReturnType<typeof run> {
  return run(['config', '-', ...words], input);
}

function run(
  words: readonly string[],
  input: string | Uint8Array = '',
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const options = { input, encoding: 'utf8' as const, env: {}, cwd: '/' };
  return spawnSync(node, [join(repository, 'src/main.ts'), ...words], options);
}

const plaintext = '--listen-peer-urls=http://192.0.2.11:2380';

describe('config ends with the exit code of check on', () => {
  test.each([
    ['a manifest that passes', etcdPod(), [], 0],
    ['a manifest that fails', etcdPod(plaintext), [], 1],
    ['the same of a single member', etcdPod(plaintext), ['--single-member=not_applicable'], 0],
    ['one of which only another rule fails', etcdPod('--peer-client-cert-auth=false'), ['--rule=2.4'], 0],
    ["etcd's own file that passes", secureFile, [], 0],
    ["etcd's own file that fails", 'data-dir: /d', [], 1],
    ['no etcd', etcdPodOf(['sleep', '1']), [], 2],
    ['no etcd, where unknown is no failure', etcdPodOf(['sleep', '1']), ['--fail-on=fail'], 0],
  ])('%s', (_what, text, options, code) => {
    const { status, stdout, stderr } = configOn(text, ...options);
    expect({ status, stderr }).toEqual({ status: code, stderr: '' });
    expect(stdout).toMatch(/^Node configuration, /);
  });
});

test.each(['table', 'json', 'junit', 'sarif', 'markdown'])(
  'the report as %s names the file, and what was not looked at',
  async (format) => {
    const file = fileOf(etcdPod(plaintext));
    const { code, stdout } = await runPeerproof(['config', file, `--output=${format}`, '--node-name=n']);
    expect(code).toBe(1);
    for (const text of [file, 'not_looked_at', 'no process', 'no peer listener', 'kube-apiserver'])
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(text);
  },
);

describe('with --explain', () => {
  test.each([
    ["etcd's own file", 'Given as standard input.', secureFile, 'The configuration file standard input counts alone.'],
    ['a manifest', 'Declared by standard input (container', etcdPod(plaintext), 'The command line counts'],
  ])('%s is explained as check explains a node', (_what, where, text, counts) => {
    const { stdout } = configOn(text, '--explain', '--rule=2.5');
    const flowing = stdout.replaceAll(/\s+/g, ' ');
    for (const part of [where, counts, 'No listener was asked', '7. How the verdict follows'])
      expect(flowing).toContain(part);
    expect(flowing).not.toContain('Running as');
  });

  test('a command line is explained by its own words', async () => {
    const words = [
      '--',
      'ETCD_PEER_CERT_FILE=/c',
      ...secureArgv('--peer-client-cert-auth', '--peer-client-cert-auth=false'),
    ];
    const { stdout } = await runPeerproof(['config', '--explain', '--rule=2.5', ...words]);
    const flowing = stdout.replaceAll(/\s+/g, ' ');
    expect(flowing).toContain('Given as command line.');
    expect(flowing).toContain('text of command line: - A search for --peer-client-cert-auth=true');
  });

  test.each(['junit', 'sarif'])(
    '%s has no room for an explanation, which is said before anything is read',
    (format) => {
      const { status, stderr, stdout } = configOn('', '--explain', `--output=${format}`);
      expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
      expect(stderr).toBe(`peerproof: --output: expected table or json or markdown with --explain, got "${format}"\n`);
    },
  );
});

describe('SARIF', () => {
  type Log = {
    readonly runs: readonly [
      {
        readonly invocations: readonly {
          toolExecutionNotifications: readonly { readonly level: string }[];
        }[];
        readonly results: readonly {
          readonly locations: readonly {
            readonly physicalLocation: object;
          }[];
        }[];
      },
    ];
  };

  function sarifOf(file: string, cwd: string): Log {
    const args = [join(repository, 'src/main.ts'), 'config', file, '--output=sarif', '--rule=2.4'];
    return JSON.parse(spawnSync(node, args, { cwd, encoding: 'utf8', env: {} }).stdout) as Log;
  }

  test('names a file as it was given, for the service to find it in the repository', () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'nodes'));
    writeFileSync(join(directory, 'nodes/a b.yaml'), etcdPod());
    const [first] = sarifOf('./nodes/a b.yaml', directory).runs;
    const line =
      etcdPod()
        .split('\n')
        .findIndex((one) => one.includes('- name: etcd')) + 1;
    expect(line).toBeGreaterThan(1);
    expect(first.results[0]?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'nodes/a%20b.yaml' },
      region: { startLine: line },
    });
    expect(first.invocations[0]?.toolExecutionNotifications.map(({ level }) => level)).toEqual(['note', 'note']);
  });
});

describe('several files', () => {
  test('are several members, and the worst decides', async () => {
    const files = [fileOf(etcdPod()), fileOf(secureFile), fileOf(etcdPod(plaintext))];
    const { code, findings } = await judgedConfig(...files);
    expect(code).toBe(1);
    expect(findings.map(({ status }) => status)).toEqual(['pass', 'pass', 'fail']);
    expect(new Set(findings.map(({ member }) => member)).size).toBe(3);
  });

  test('with the same etcd do not decide for each other', async () => {
    const hidden = podText({
      command: [...secureArgv('--name=cp-1', '--data-dir=/var/lib/etcd').slice(0, -3), '--peer-cert-file=$(A)'],
      env: [{ name: 'A', valueFrom: { fieldRef: {} } }],
    });
    const files = [fileOf(etcdPod()), fileOf(hidden)];
    for (const order of [files, files.toReversed()])
      expect(await judgedConfig(...order, '--rule=2.4')).toMatchObject({
        code: 2,
        statuses: { '2.4': 'unknown' },
      });
  });

  test('are each judged, also beside one without etcd and one that is something else', async () => {
    const files = [etcdPod(), etcdPodOf(['kube-scheduler']), 'apiVersion: v1\nkind: ConfigMap\n'].map((text) =>
      fileOf(text),
    );
    const { code, findings } = await judgedConfig(...files);
    expect(code).toBe(2);
    expect(findings.map(({ status, reasons }) => [status, ...reasons])).toEqual([
      ['pass'],
      ['unknown', 'etcd_not_found'],
      ['unknown', 'manifest_invalid'],
    ]);
  });

  test('are judged as far as they can be read, and the rest ends with 3', async () => {
    const files = ['/nonexistent/etcd.yaml', fileOf(etcdPod()), temporaryDirectory()];
    const { code, warned, findings } = await judgedConfig(...files);
    expect(code).toBe(3);
    expect(warned).toBe(
      `peerproof: /nonexistent/etcd.yaml does not exist\npeerproof: ${files[2]} is not a regular file\n`,
    );
    expect(findings.map(({ status }) => status)).toEqual(['unknown', 'pass', 'unknown']);
  });
});

describe('config ends with 3 and one line for the words', () => {
  test.each([
    [[], /^peerproof: config: expected FILE \.\.\., or - for .*, got ""\n$/],
    [['a', '--', 'etcd'], /only one of them, got "a --"\n$/],
    [['-', '-'], /^peerproof: config: expected - once, got "- -"\n$/],
    [['--', 'docker', 'run', 'etcd'], /after --: \[NAME=VALUE \.\.\.\] etcd .*, got "docker run etcd"\n$/],
    [['--'], /after --: .*, got ""\n$/],
    [['--', 'A=b'], /after --: .*, got "A=b"\n$/],
    [['--', 'etcd', '--version'], /after --: .*, got "etcd --version"\n$/],
    [['--probe=off', 'a'], /^peerproof: --probe: expected the command serve or check, got "config"\n$/],
  ])('%j', (words, message) => {
    const { status, stdout, stderr } = run(['config', ...words]);
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
