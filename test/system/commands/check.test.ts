import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { materialiseNode } from '../../fixtures/make-proc.ts';
import { node, repository, runPeerproof } from '../../support/peerproof-process.ts';
import { hostTree, manifestPath } from '../../support/host-tree.ts';
import { podText } from '../../support/resolve/verdicts.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

function goldenNode(name: string): string {
  const rootfs = join(temporaryDirectory(), 'rootfs');
  materialiseNode(join(repository, 'test/fixtures/nodes', name), rootfs);
  return rootfs;
}

test.each([
  [0, 'kubeadm-single', []],
  [1, 'text-check-fooled', []],
  [1, 'drift-restart-pending', []],
  [2, 'external-etcd', []],
  [0, 'external-etcd', ['--fail-on=fail']],
  [1, 'text-check-fooled', ['--fail-on=fail']],
  [0, 'external-etcd', ['--no-etcd=not_applicable']],
  [0, 'text-check-fooled', ['--single-member=not_applicable']],
])('check ends with %i on %s %j', async (code, name, options) => {
  const outcome = await runPeerproof(['check', `--path.rootfs=${goldenNode(name)}`, ...options]);
  expect(outcome).toMatchObject({ code, stderr: '' });
});

test('check prints the table without colours where it is no terminal, or JSON', async () => {
  const args = ['check', `--path.rootfs=${goldenNode('text-check-fooled')}`, '--node-name=n'];
  const table = await runPeerproof(args);
  expect(table.stdout).toMatch(/^Node n, \d{4}-.*\n\nFAIL {12}2\.4 Etcd should use TLS/);
  expect(table.stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  const json = await runPeerproof([...args, '--output=json']);
  expect(JSON.parse(json.stdout)).toMatchObject({
    node: 'n',
    rules: [{ status: 'fail' }, { status: 'fail' }],
  });
});

test.each([
  ['junit', /^<\?xml version="1\.0".*<failure type="peer_listener_plaintext".*<\/testsuites>\n$/s],
  ['sarif', /^\{\n {2}"\$schema": .*"version": "2\.1\.0".*"level": "error".*\}\n$/s],
  ['markdown', /^# etcd peer security of node `n`\n.*\| 2\.4 \| .* \| \*\*fail\*\* \|/s],
])('check prints %s, with the exit code of the table', async (output, text) => {
  const args = ['check', `--path.rootfs=${goldenNode('text-check-fooled')}`, '--node-name=n'];
  const outcome = await runPeerproof([...args, `--output=${output}`]);
  expect(outcome).toMatchObject({ code: 1, stderr: '', stdout: expect.stringMatching(text) as unknown });
});

test.each([
  [0, '2.4', 'cis-kubernetes-2.4'],
  [1, '2.5', 'cis-kubernetes-2.5'],
  [1, 'cis-kubernetes-2.5', 'cis-kubernetes-2.5'],
])('check ends with %i on a node that fails 2.5 alone, with --rule=%s', async (code, given, id) => {
  const host = hostTree();
  const secure = ['--listen-peer-urls=https://192.0.2.1:2380', '--peer-cert-file=/c', '--peer-key-file=/k'];
  host.write(`${manifestPath}/etcd.yaml`, podText({ command: ['etcd', ...secure] }));
  const args = ['check', `--path.rootfs=${host.rootfs}`, '--output=json', `--rule=${given}`];
  const outcome = await runPeerproof(args);
  expect(outcome).toMatchObject({ code, stderr: '' });
  expect(JSON.parse(outcome.stdout)).toMatchObject({ rules: [{ rule: id }] });
});

test('--explain says how the verdict of the chosen rule follows, with the exit code of the table', async () => {
  const args = ['check', `--path.rootfs=${goldenNode('text-check-fooled')}`, '--node-name=n', '--explain'];
  const table = await runPeerproof([...args, '--rule=2.5']);
  expect(table).toMatchObject({ code: 1, stderr: '' });
  expect(table.stdout).toMatch(/^FAIL +2\.5 .*^ {2}Rationale: .*^ {2}Member cp-1$.*^ {2}7\. How the/ms);
  expect(table.stdout).not.toContain('2.4 Etcd');
  const json = await runPeerproof([...args, '--output=json']);
  const agreed = {
    textChecks: [
      { says: 'pass', isRight: false },
      { says: 'pass', isRight: false },
    ],
  };
  expect(JSON.parse(json.stdout)).toMatchObject({
    rules: [{ explanation: { members: [agreed] } }, { explanation: { members: [agreed] } }],
  });
});

test('the node name comes from NODE_NAME', async () => {
  const args = ['check', '--output=json', `--path.rootfs=${goldenNode('external-etcd')}`];
  const outcome = await runPeerproof(args, { environment: { NODE_NAME: 'cp-7' } });
  expect(JSON.parse(outcome.stdout)).toMatchObject({ node: 'cp-7' });
});

describe('trouble ends with 3:', () => {
  test.each([
    [['--probe=maybe'], 'peerproof: --probe: expected on or off, got "maybe"\n'],
    [
      ['check', '--output=xml'],
      'peerproof: --output: expected table or json or junit or sarif or markdown, got "xml"\n',
    ],
    [
      ['check', '--rule=2.8'],
      /^peerproof: --rule: expected 2\.1 or cis-kubernetes-2\.1 or .* or 2\.7 or cis-kubernetes-2\.7, got "2\.8"\n$/,
    ],
    [
      ['check', '--output=junit', '--explain'],
      'peerproof: --output: expected table or json or markdown with --explain, got "junit"\n',
    ],
    [
      ['check', '--output=sarif', '--explain'],
      'peerproof: --output: expected table or json or markdown with --explain, got "sarif"\n',
    ],
    [['--fail-on=fail'], 'peerproof: --fail-on: expected the command check or config, got "serve"\n'],
    [['--nonsense'], /^peerproof: command line: expected options .*--nonsense.*\n$/],
    [['prove'], 'peerproof: command: expected serve or check or config or rules or completion, got "prove"\n'],
  ])('the arguments %j are refused in one line', async (args, message) => {
    const { code, stdout, stderr } = await runPeerproof(args);
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('the web configuration cannot be read', async () => {
    const { code, stderr } = await runPeerproof(['--web.config.file=/none']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^peerproof: --web\.config\.file: expected a readable.*\/none: ENOENT/m);
  });

  test.each(['web.listen-address', 'web.health-address'])('--%s is taken', async (option) => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const address = server.address();
    const taken = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const other = option === 'web.listen-address' ? 'web.health-address' : 'web.listen-address';
    const { code, stderr } = await runPeerproof([
      `--${option}=${taken}`,
      `--${other}=127.0.0.1:0`,
      `--path.rootfs=${temporaryDirectory()}`,
    ]);
    expect(code).toBe(3);
    expect(stderr).toContain(`peerproof: --${option}: cannot listen on ${taken}: listen EADDRINUSE`);
  });

  test('output that cannot be written is no verdict', async () => {
    const args = [join(repository, 'src/main.ts'), 'check', `--path.rootfs=${goldenNode('kubeadm-single')}`];
    const child = spawn(node, args, { stdio: ['ignore', openSync('/dev/full', 'w'), 'ignore'] });
    expect((await once(child, 'exit'))[0]).toBe(3);
    const piped = spawn(node, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    piped.stdout.destroy();
    expect((await once(piped, 'exit'))[0]).toBe(3);
  });
});

test('help and version are printed and end with 0', async () => {
  expect(await runPeerproof(['--help'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Usage: peerproof [serve] [OPTION ...]') as unknown,
    stderr: '',
  });
  expect((await runPeerproof(['--version'])).stdout).toMatch(`peerproof ${packageJson.version} (Node.js v`);
});
