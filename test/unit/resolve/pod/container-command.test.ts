import { describe, expect, test } from 'vitest';
import { containerCommand } from '../../../../src/resolve/pod/container-command.ts';
import { emptyEnvironment } from '../../../../src/model/invocation.ts';

const etcdImage = 'registry.k8s.io/etcd:3.5.15-0';

function kindOf(container: object): string {
  return containerCommand(container, emptyEnvironment).kind;
}

function argvOf(container: object, variables: Readonly<Record<string, string>> = {}): unknown {
  const environment = { ...emptyEnvironment, variables: new Map(Object.entries(variables)) };
  const { argv } = containerCommand(container, environment);
  return argv.ok ? argv.value : argv.error.reason;
}

describe('command and args', () => {
  test.each([
    ['command alone', { command: ['etcd', '--name=a'] }, ['etcd', '--name=a']],
    ['command and args', { command: ['etcd'], args: ['--name=a'] }, ['etcd', '--name=a']],
    ['a full path', { command: ['/usr/local/bin/etcd'], args: ['-x'] }, ['/usr/local/bin/etcd', '-x']],
    ['args that name the program', { args: ['etcd', '--name=a'] }, ['etcd', '--name=a']],
    ["args of etcd's own image", { image: etcdImage, args: ['--name=a'] }, ['etcd', '--name=a']],
    ['args of an image with a digest', { image: 'quay.io/coreos/etcd@sha256:0f', args: ['-a'] }, ['etcd', '-a']],
    ['args of an image in a registry with a port', { image: 'localhost:5000/etcd', args: ['-a'] }, ['etcd', '-a']],
    ['a null item, which is an empty text', { command: ['etcd', null] }, ['etcd', '']],
    ['null args', { command: ['etcd'], args: null }, ['etcd']],
    ["etcd's image without a command", { image: etcdImage }, 'started_by_image'],
    ["etcd's image with words of its own", { image: etcdImage, args: ['run'] }, 'started_by_image'],
  ])('start etcd by %s', (_what, container, expected) => {
    expect([kindOf(container), argvOf(container)]).toEqual(['etcd', expected]);
  });

  test.each([
    ['another program', { command: ['nginx'] }],
    ["another program in etcd's image", { image: etcdImage, command: ['sleep', 'infinity'] }],
    ['etcdctl', { image: etcdImage, command: ['etcdctl', 'snapshot', 'save'] }],
    ['etcd-manager', { command: ['/etcd-manager'], image: 'registry.k8s.io/etcd-manager:v3' }],
    ['an empty command', { command: [''] }],
    ['nothing at all', {}],
    ['an image that only begins like etcd', { image: 'example.com/etcd-backup:1', args: ['--x'] }],
  ])('%s is not etcd', (_what, container) => {
    expect(kindOf(container)).toBe('other');
  });

  test.each([
    ['kube-apiserver', { command: ['kube-apiserver', '--x'] }, ['kube-apiserver', '--x']],
    ['hyperkube', { command: ['/hyperkube', 'kube-apiserver', '--x'] }, ['kube-apiserver', '--x']],
    ['hyperkube with its old word', { command: ['hyperkube', 'apiserver'] }, ['apiserver']],
  ])('%s is the API server', (_what, container, argv) => {
    expect([kindOf(container), argvOf(container)]).toEqual(['kube-apiserver', argv]);
  });

  test('hyperkube with another word is not the API server', () => {
    expect(kindOf({ command: ['hyperkube', 'kubelet'] })).toBe('other');
  });
});

describe('$(NAME) in command and args', () => {
  test.each([
    ['is replaced by the variable', '--name=$(NODE)', '--name=cp-1'],
    ['stays when there is no such variable', '--name=$(OTHER)', '--name=$(OTHER)'],
    ['stays when it is escaped', '--name=$$(NODE)', '--name=$(NODE)'],
    ['is replaced in every place', '$(NODE)$(NODE)', 'cp-1cp-1'],
  ])('%s', (_what, arg, expected) => {
    expect(argvOf({ command: ['etcd', arg] }, { NODE: 'cp-1' })).toEqual(['etcd', expected]);
  });
});

describe('what the kubelet would not accept', () => {
  const wrong: readonly (readonly [unknown])[] = [
    [['etcd', 1]],
    [['etcd', true]],
    [['etcd', ['x']]],
    [['etcd', {}]],
    ['etcd'],
    [{ 0: 'etcd' }],
  ];

  test.each(wrong)('a command of %j is no command', (command) => {
    expect(argvOf({ name: 'etcd', command })).toBe('manifest_invalid');
  });

  test.each(wrong)('args of %j are no args', (args) => {
    expect(argvOf({ name: 'etcd', command: ['etcd'], args })).toBe('manifest_invalid');
  });

  test.each([
    ['its name', { name: 'etcd', command: [1] }],
    ['its image', { image: etcdImage, command: [1] }],
    ['its program', { name: 'db', command: ['/usr/bin/etcd', 1] }],
  ])('such a container is still known as etcd by %s', (_what, container) => {
    expect(kindOf(container)).toBe('etcd');
  });

  test('such a container of something else is none of ours', () => {
    expect(kindOf({ name: 'proxy', image: 'example.com/nginx', command: ['nginx', 1] })).toBe('other');
  });
});

describe('shell scripts', () => {
  const run = (script: string, shell = '/bin/sh') => ({ command: [shell, '-c', script] });

  test.each([
    ['exec', 'exec etcd --name=a'],
    ['a path', 'set -e\n/usr/local/bin/etcd --name=a'],
    ['an unusual path with flags', '/opt/etcd-v3.5/etcd --name=a'],
    ['a path at the root', 'exec /etcd'],
    ['a relative path', './etcd --name=a'],
    ['a wrapper before it', 'exec nice -n -19 ionice -c2 -n0 etcd \\\n  --name=a'],
    ['quotes', 'exec "etcd" --name=a'],
    ['a sub-shell', 'true && (etcd; echo ended)'],
    ['a pipe', 'exec /usr/local/bin/etcd 2>&1 | tee /var/log/etcd.log'],
    ['the end of the text', 'exec etcd'],
  ])('a script starts etcd with %s', (_what, script) => {
    const { kind, argv, script: kept } = containerCommand(run(script), emptyEnvironment);
    expect(kind).toBe('etcd');
    expect(argv).toMatchObject({ ok: false, error: { reason: 'started_by_script' } });
    expect(kept).toContain(script);
  });

  test.each(['sh', 'bash', '/bin/dash', '/bin/ash', 'zsh', 'busybox'])('%s is a shell', (shell) => {
    expect(kindOf(run('exec etcd', shell))).toBe('etcd');
  });

  test.each([
    ['the gRPC proxy', 'exec etcd grpc-proxy start'],
    ['the proxy on the next line', 'exec etcd \\\n  grpc-proxy start'],
    ['the gateway', 'etcd gateway start'],
    ['etcdctl', 'etcdctl snapshot save /backup/db'],
    ['a copy of the data directory', 'tar czf /backup.tgz /var/lib/etcd'],
    ['a file of the certificates', 'cat /etc/kubernetes/pki/etcd/ca.crt'],
    ['a pause', 'trap : TERM; sleep infinity & wait'],
  ])('a script with %s starts no etcd', (_what, script) => {
    expect(kindOf(run(script))).toBe('other');
  });

  test('a script in the args counts as well', () => {
    expect(kindOf({ command: ['/bin/sh', '-c'], args: ['exec etcd'] })).toBe('etcd');
    expect(kindOf({ args: ['/bin/sh', '-c', 'exec etcd'] })).toBe('etcd');
  });

  test('the same words without a shell are arguments', () => {
    expect(kindOf({ command: ['/pause', '-c', 'exec etcd'] })).toBe('other');
  });

  test('a long script of separators takes no time', () => {
    const started = performance.now();
    kindOf(run(';/'.repeat(128 * 1024)));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
