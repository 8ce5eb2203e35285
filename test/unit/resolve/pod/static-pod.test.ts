import { describe, expect, test } from 'vitest';
import { ok, failWith } from '../../../../src/model/result.ts';
import { manifestInvocations, parsePod } from '../../../../src/resolve/pod/static-pod.ts';
import { declaredInvocations, manifestPath, podText } from '../../../support/resolve/verdicts.ts';

const yamlPod = `apiVersion: v1
kind: Pod
metadata: {name: etcd-cp-1}
spec:
  containers:
  - name: etcd
    command: [etcd, --name=a]
`;

function argvs(text: string): unknown {
  return declaredInvocations(text).map(({ argv }) => (argv.ok ? argv.value : argv.error.reason));
}

function podOf(spec: object): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec });
}

describe('the text of a pod', () => {
  test.each([
    ['YAML', yamlPod],
    ['JSON', JSON.stringify(parsedYaml())],
    ['JSON after blank lines', `\n \t${JSON.stringify(parsedYaml())}\n`],
    ['CRLF', yamlPod.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${yamlPod}`],
    ['a byte order mark before JSON', `\uFEFF${JSON.stringify(parsedYaml())}`],
    ['a comment before it', `# made by hand\n---\n${yamlPod}`],
    ['a later document, which does not count', `${yamlPod}---\n${yamlPod.replace('--name=a', '--name=b')}`],
    ['a later document that is malformed', `${yamlPod}---\n[\t`],
    ['YAML in the shape of JSON, but for a comma', yamlPod.replace('[etcd, --name=a]', '["etcd","--name=a",]')],
    ['an anchor', yamlPod.replace('[etcd, --name=a]', '&c [etcd, --name=a]')],
    [
      'a merge key',
      `x: &c {name: etcd, command: [etcd, --name=a]}\n${yamlPod.replace(/ {2}- name: etcd\n.*\n/, '  - <<: *c\n')}`,
    ],
    ['a text over two lines', yamlPod.replace('--name=a', '"--na\\\n      me=a"')],
    ['a key named __proto__', `__proto__: {kind: Deployment}\n${yamlPod}`],
  ])('is read from %s', (_what, text) => {
    expect(argvs(text)).toEqual([['etcd', '--name=a']]);
  });

  test.each([
    ['an empty file', '', 'the file is empty'],
    ['blanks', ' \n\t\n', 'the file is empty'],
    ['a byte order mark alone', '\uFEFF', 'the file is empty'],
    ['a comment', '# nothing\n', 'found null'],
    ['an empty first document', `---\n---\n${yamlPod}`, 'found null'],
    ['a list', '- a\n', 'found a list'],
    ['a text', 'etcd', 'found a string'],
    ['a Deployment', yamlPod.replace('kind: Pod', 'kind: Deployment'), 'kind "Deployment"'],
    ['another version', yamlPod.replace('v1', 'v2'), 'apiVersion "v2"'],
    ['a kind in another letter case', yamlPod.replace('Pod', 'pod'), 'kind "pod"'],
    ['no kind', 'apiVersion: v1\n', 'kind undefined'],
    ['no containers', 'apiVersion: v1\nkind: Pod\nspec: {}\n', 'no list of containers'],
    ['containers that are no list', 'apiVersion: v1\nkind: Pod\nspec: {containers: {name: etcd}}\n', 'no list'],
    ['no spec', 'apiVersion: v1\nkind: Pod\n', 'no list of containers'],
    ['a spec only behind __proto__', 'apiVersion: v1\nkind: Pod\n__proto__: {spec: {containers: []}}\n', 'no list'],
    ['malformed JSON', '{"kind": "Pod",}', 'not JSON'],
    ['malformed YAML', 'kind: [Pod\n', 'not YAML'],
    ['a tab', yamlPod.replace('  containers', '\tcontainers'), 'not YAML'],
    ['an unknown alias', yamlPod.replace('[etcd, --name=a]', '*c'), 'not YAML'],
    ['a key given twice', `${yamlPod}    command: [etcd]\n`, "key 'command' is given twice"],
  ])('is refused when it is %s', (_what, text, words) => {
    const pod = parsePod(text);
    expect(pod).toMatchObject({
      ok: false,
      error: { reason: 'manifest_invalid', detail: expect.stringContaining(words) as string },
    });
  });

  test('is refused with the name of the file', () => {
    const { error } = failWith('manifest_invalid', `${manifestPath}: the file is empty; expected a pod`);
    expect(manifestInvocations({ path: manifestPath, text: ok('') })).toEqual({ ok: false, error });
  });

  test('that could not be read stays unread', () => {
    const text = failWith('manifest_unreadable', 'EACCES');
    expect(manifestInvocations({ path: manifestPath, text })).toEqual(text);
  });
});

function parsedYaml(): unknown {
  const pod = parsePod(yamlPod);
  return pod.ok ? pod.value : undefined;
}

describe('the containers of a pod', () => {
  const etcd = { name: 'etcd', command: ['etcd'] };
  const sidecar = { ...etcd, name: 'side', restartPolicy: 'Always' };

  test.each([
    ['each container that starts etcd is one', { containers: [etcd, { name: 'x', command: ['x'] }, etcd] }, 2],
    ['an init container is none', { containers: [], initContainers: [etcd] }, 0],
    ['an init container that is a sidecar is one', { containers: [], initContainers: [sidecar] }, 1],
    ['null entries are none', { containers: [null, etcd, 'etcd', 1] }, 1],
    [
      'the gRPC proxy of a script is none',
      { containers: [etcd, { command: ['sh', '-c', 'exec etcd grpc-proxy start'] }] },
      1,
    ],
  ])('follow from %s', (_what, spec, count) => {
    expect(declaredInvocations(podOf(spec))).toHaveLength(count);
  });

  test('tell where they are', () => {
    const [invocation] = declaredInvocations(podText({ command: ['etcd'] }));
    expect(invocation).toMatchObject({
      source: 'manifest',
      location: `${manifestPath} (container etcd)`,
      fallbackName: 'etcd-cp-1/etcd',
      file: manifestPath,
      pid: undefined,
      startTime: undefined,
    });
  });

  test('may have no names', () => {
    const [invocation] = declaredInvocations(
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        spec: { containers: [{ command: ['etcd'], name: 1 }] },
      }),
    );
    expect(invocation?.fallbackName).toBe('unnamed/unnamed');
  });

  test('of the API server give its command line', () => {
    const command = ['kube-apiserver', '--etcd-servers=https://127.0.0.1:2379'];
    const pod = manifestInvocations({ path: 'p', text: ok(podOf({ containers: [{ command }] })) });
    expect(pod).toMatchObject({ ok: true, value: { etcd: [], apiServers: [{ argv: ok(command) }] } });
  });
});

describe('the host directories of a container', () => {
  const volumes = [
    { name: 'conf', hostPath: { path: '/srv/etcd' } },
    { name: 'secret', secret: { secretName: 'x' } },
  ];

  function mounts(volumeMounts: unknown): unknown {
    const containers = [{ name: 'etcd', command: ['etcd'], volumeMounts }];
    return declaredInvocations(podOf({ containers, volumes }))[0]?.mounts;
  }

  test.each([
    ['a whole volume', { name: 'conf', mountPath: '/etc/etcd' }, [{ mountPath: '/etc/etcd', hostPath: '/srv/etcd' }]],
    [
      'a part of one',
      { name: 'conf', mountPath: '/e', subPath: 'a/b' },
      [{ mountPath: '/e', hostPath: '/srv/etcd/a/b' }],
    ],
    ['an empty part', { name: 'conf', mountPath: '/e', subPath: '' }, [{ mountPath: '/e', hostPath: '/srv/etcd' }]],
    [
      'a part that only the kubelet knows',
      { name: 'conf', mountPath: '/e', subPathExpr: '$(A)' },
      [{ mountPath: '/e', hostPath: undefined }],
    ],
    [
      'a volume that is no host directory',
      { name: 'secret', mountPath: '/e' },
      [{ mountPath: '/e', hostPath: undefined }],
    ],
    ['a volume that is not there', { name: 'none', mountPath: '/e' }, [{ mountPath: '/e', hostPath: undefined }]],
    ['no mount path', { name: 'conf' }, []],
    ['a mount of the wrong kind', null, []],
  ])('%s', (_what, mount, expected) => {
    expect(mounts([mount])).toEqual(expected);
  });

  test('mounts that are no list are none', () => {
    expect(mounts('x')).toEqual([]);
  });
});
