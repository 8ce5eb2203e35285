import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judgedConfig } from './config-command.ts';
import { etcdPod, etcdPodOf } from './etcd-pod.ts';
import { hostTree } from './host-tree.ts';
import { node, repository, runPeerproof } from './peerproof-process.ts';
import { secureFile } from './resolve/text-node.ts';
import { podText, secureArgv } from './resolve/verdicts.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** A file with this content. */
function fileOf(content: string | Uint8Array, name = 'etcd.yaml'): string {
  const path = join(temporaryDirectory(), name);
  writeFileSync(path, content);
  return path;
}

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

describe('the exit code is that of check:', () => {
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
  'as %s it says of which file, and what was not looked at',
  async (format) => {
    const file = fileOf(etcdPod(plaintext));
    const { code, stdout } = await runPeerproof(['config', file, `--output=${format}`, '--node-name=n']);
    expect(code).toBe(1);
    for (const text of [file, 'not_looked_at', 'no process', 'no peer listener', 'kube-apiserver'])
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(text);
  },
);

describe('SARIF', () => {
  type Log = {
    readonly runs: readonly [
      {
        readonly invocations: readonly {
          toolExecutionNotifications: readonly { readonly level: string }[];
        }[];
        readonly results: readonly {
          readonly locations: readonly {
            readonly physicalLocation: { readonly artifactLocation: Readonly<Record<string, string>> };
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
    expect(first.results[0]?.locations[0]?.physicalLocation.artifactLocation).toEqual({
      uri: 'nodes/a%20b.yaml',
    });
    expect(first.invocations[0]?.toolExecutionNotifications.map(({ level }) => level)).toEqual([
      'note',
      'note',
    ]);
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
      command: [
        ...secureArgv('--name=cp-1', '--data-dir=/var/lib/etcd').slice(0, -3),
        '--peer-cert-file=$(A)',
      ],
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
    const files = [etcdPod(), etcdPodOf(['kube-scheduler']), 'apiVersion: v1\nkind: ConfigMap\n'].map(
      (text) => fileOf(text),
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

describe('what cannot be read ends with 3, a line that names it, and no pass:', () => {
  const fifo = (): string => {
    const path = join(temporaryDirectory(), 'fifo');
    execFileSync('mkfifo', [path]);
    return path;
  };
  const sparse = (): string => {
    const path = fileOf('');
    truncateSync(path, 1024 ** 3);
    return path;
  };
  const loop = (): string => {
    const path = join(temporaryDirectory(), 'loop');
    symlinkSync(path, path);
    return path;
  };
  test.each<[string, () => string, RegExp]>([
    ['a FIFO', fifo, /is not a regular file/],
    ['a device', () => '/dev/zero', /is not a regular file/],
    ['a gigabyte', sparse, /has more than the 262144 bytes that are read/],
    ['a link to itself', loop, /symbolic links that never end/],
    ['UTF-16', () => fileOf(Buffer.from(`\uFEFF${etcdPod()}`, 'utf16le')), /is not UTF-8 text/],
    ['no text', () => fileOf(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe, 0])), /is not UTF-8 text/],
  ])('%s', async (_what, make, message) => {
    const path = make();
    const { code, warned, reasons } = await judgedConfig(path, '--fail-on=fail');
    expect({ code, reasons }).toEqual({ code: 3, reasons: ['configuration_unreadable'] });
    expect(warned).toMatch(message);
    expect(warned).toContain(path);
  });

  test('standard input without an end', () => {
    const endless = ['-c', `exec "$0" "$1" config - </dev/zero`, node, join(repository, 'src/main.ts')];
    const { status, stderr } = spawnSync('sh', endless, { encoding: 'utf8', timeout: 10_000 });
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr: 'peerproof: standard input has more than the 262144 bytes that are read\n',
    });
  });
});

describe('as the readers in Go take it:', () => {
  test.each([
    ['a byte order mark', `\uFEFF${etcdPod()}`],
    ['CRLF', etcdPod().replaceAll('\n', '\r\n')],
    ['JSON', podText({ command: secureArgv() })],
    ['an empty document at the end', `---\n${etcdPod()}---\n# nothing\n`],
  ])('a manifest with %s passes', async (_what, text) => {
    expect(await judgedConfig(fileOf(text))).toMatchObject({ code: 0, statuses: { '2.4': 'pass' } });
  });
});

describe('a text in which nothing can be judged is unknown, and it is said what was expected and found:', () => {
  const bomb = ['a: &a0 [x]', ...Array.from({ length: 40 }, (_, i) => `b${i}: &a${i + 1} [*a${i},*a${i}]`)];
  test.each<[string, string, string, RegExp]>([
    [
      'a Deployment',
      'apiVersion: apps/v1\nkind: Deployment\n',
      'manifest_invalid',
      /found kind "Deployment"/,
    ],
    ['a List', 'apiVersion: v1\nkind: List\nitems: []\n', 'manifest_invalid', /kind Pod.*found kind "List"/],
    ['a Pod of another version', 'apiVersion: v2\nkind: Pod\n', 'manifest_invalid', /found apiVersion "v2"/],
    ['two pods', `${etcdPod()}---\n${etcdPod()}`, 'manifest_invalid', /expected one document, found more/],
    [
      'two files of etcd',
      `${secureFile}---\n${secureFile}`,
      'config_file_invalid',
      /etcd reads only the first/,
    ],
    [
      'a workflow',
      'name: CI\non: push\njobs: {}\n',
      'configuration_not_recognised',
      /found a mapping with name/,
    ],
    ['a list', '- a\n- b\n', 'configuration_not_recognised', /found a list/],
    ['prose', 'Dear reader', 'configuration_not_recognised', /found a string/],
    ['nothing', '', 'configuration_not_recognised', /listen-peer-urls\), found nothing/],
    ['a bomb of aliases', bomb.join('\n'), 'configuration_not_recognised', /found text that is not YAML/],
    ['a broken pod', 'apiVersion: v1\nkind: Pod\n a: [\n', 'manifest_invalid', /not YAML: .* line 2/],
    ['half a pod in JSON', '{"apiVersion": "v1", "kind"', 'manifest_invalid', /not JSON \(line 1/],
    [
      'a patch without a command',
      'apiVersion: v1\nkind: Pod\nspec: {}\n',
      'manifest_invalid',
      /no list of containers/,
    ],
    [
      "a secret's value",
      'password: hunter2\n',
      'configuration_not_recognised',
      /found a mapping with password$/,
    ],
    ['a large file of etcd', `${secureFile}#${'x'.repeat(65_536)}`, 'config_file_too_large', /65536 bytes/],
  ])('%s', async (_what, text, reason, detail) => {
    const file = fileOf(text);
    const { code, reasons, findings } = await judgedConfig(file);
    expect({ code, reasons }).toEqual({ code: 2, reasons: [reason] });
    expect(findings[0]?.evidence.details.join(' ')).toMatch(detail);
    expect(JSON.stringify(findings)).toContain(file);
    expect(JSON.stringify(findings)).not.toContain('hunter2');
  });
});

describe('a command line after --', () => {
  test.each([
    ['with flags', secureArgv(), { code: 0 }],
    ['with a path', ['/usr/local/bin/etcd', ...secureArgv().slice(1)], { code: 0 }],
    ['with variables before it', ['A=b', 'ETCD_PEER_AUTO_TLS=true', 'etcd'], { code: 1 }],
    [
      'of which the later of two variables counts',
      ['ETCD_PEER_CLIENT_CERT_AUTH=false', 'ETCD_PEER_CLIENT_CERT_AUTH=true', ...secureArgv().slice(0, -1)],
      { code: 0 },
    ],
    [
      'with a setting given twice',
      ['ETCD_PEER_CLIENT_CERT_AUTH=true', ...secureArgv()],
      { code: 2, reasons: ['etcd_rejects_configuration'] },
    ],
    ['with a placeholder that nobody expands', secureArgv('--name=$(HOSTNAME)'), { code: 0 }],
    ['by a script', ['sh', '-c', 'exec etcd --name=a'], { code: 2, reasons: ['started_by_script'] }],
  ])('%s', async (_what, words, expected) => {
    expect(await judgedConfig('--', ...words)).toMatchObject(expected);
  });

  test('takes nothing from the environment of the machine that judges', () => {
    const { status } = spawnSync(
      node,
      [join(repository, 'src/main.ts'), 'config', '--', 'etcd', '--name=a'],
      {
        env: { ETCD_PEER_CERT_FILE: '/c', ETCD_CONFIG_FILE: '/dev/null' },
      },
    );
    expect(status).toBe(1);
  });
});

describe('a configuration file that a manifest or a command line names', () => {
  const command = ['etcd', '--config-file=/etc/etcd/etcd.yaml'];
  const mounts = { volumeMounts: [{ name: 'config', mountPath: '/etc/etcd' }] };
  const pod = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    spec: {
      containers: [{ name: 'etcd', image: 'etcd:3', command, ...mounts }],
      volumes: [{ name: 'config', hostPath: { path: '/srv/etcd' } }],
    },
  });

  test('is not looked for on the machine that judges', async () => {
    const host = hostTree();
    const onThisMachine = join(host.rootfs, 'etc/etcd/etcd.yaml');
    host.write('/etc/etcd/etcd.yaml', secureFile);
    const { code, reasons, findings } = await judgedConfig('--', 'etcd', `--config-file=${onThisMachine}`);
    expect({ code, reasons }).toEqual({ code: 2, reasons: ['config_file_unreadable'] });
    expect(findings[0]?.evidence.details[0]).toContain(`${onThisMachine} was not read; --path.rootfs=DIR`);
  });

  test('is read below --path.rootfs, through the mounts of the pod', async () => {
    const host = hostTree();
    const root = `--path.rootfs=${host.rootfs}`;
    expect(await judgedConfig(root, fileOf(pod))).toMatchObject({
      code: 2,
      reasons: ['config_file_missing'],
    });
    host.write('/srv/etcd/etcd.yaml', secureFile);
    expect(await judgedConfig(root, fileOf(pod))).toMatchObject({ code: 0 });
    expect(await judgedConfig(root, '--', ...command)).toMatchObject({ code: 2 });
    host.write('/etc/etcd/etcd.yaml', 'data-dir: /d\n');
    expect(await judgedConfig(root, '--', ...command)).toMatchObject({ code: 1 });
    expect(await judgedConfig(root, fileOf(pod))).toMatchObject({ code: 0 });
  });

  test('is unknown where its path is relative', async () => {
    const root = `--path.rootfs=${hostTree().rootfs}`;
    const { code, findings } = await judgedConfig(root, '--', 'etcd', '--config-file=etcd.yaml');
    expect(code).toBe(2);
    expect(findings[0]?.evidence.details[0]).toMatch(/relative to a directory that is not known/);
  });
});

describe('bad usage ends with 3 and one line:', () => {
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
