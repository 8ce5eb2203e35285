// Rule 2.7 on host trees with real certificates.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { createCertificateAuthority } from '../../support/e2e/certificates.ts';
import { hostTree, type HostTree, manifestPath } from '../../support/host-tree.ts';
import { assess } from '../../../src/assess/assess.ts';
import { openNode, policyOf } from '../../../src/assess/open-node.ts';
import { assessTree, expositionOf, statusesOf } from '../../support/observed-node.ts';
import { optionsOf } from '../../support/parsed-options.ts';

const pki = mkdtempSync(join(tmpdir(), 'peerproof-'));
afterAll(() => rmSync(pki, { recursive: true, force: true }));

const [etcdCa = '', kubernetesCa = ''] = ['etcd-ca', 'kubernetes-ca'].map((name) =>
  readFileSync(createCertificateAuthority(join(pki, name), name).certificate, 'utf8'),
);
const privateKey = readFileSync(join(pki, 'etcd-ca/etcd-ca.key'), 'utf8');

type Mount = readonly [inContainer: string, onHost: string];

function podOf(name: string, command: readonly string[], mounts: readonly Mount[]): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'kube-system' },
    spec: {
      containers: [{ name, command, volumeMounts: mounts.map(([mountPath], at) => ({ name: `v${at}`, mountPath })) }],
      volumes: mounts.map(([, path], at) => ({ name: `v${at}`, hostPath: { path } })),
    },
  });
}

const everything: readonly Mount[] = [['/etc/kubernetes/pki', '/etc/kubernetes/pki']];

/** A node as kubeadm makes it: the same paths inside and outside. */
function kubeadmNode(more: readonly string[] = [], server?: readonly string[]): HostTree {
  const node = hostTree();
  const etcd = ['etcd', '--name=cp-1', '--trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt', ...more];
  const client = server ?? ['--client-ca-file=/etc/kubernetes/pki/ca.crt'];
  node.write(`${manifestPath}/etcd.yaml`, podOf('etcd', etcd, everything));
  node.write(`${manifestPath}/kube-apiserver.yaml`, podOf('kube-apiserver', ['kube-apiserver', ...client], everything));
  node.write('/etc/kubernetes/pki/etcd/ca.crt', etcdCa);
  node.write('/etc/kubernetes/pki/ca.crt', kubernetesCa);
  return node;
}

async function told({ rootfs }: HostTree): Promise<string> {
  const { rules } = await assessTree(rootfs, ['--rules=all']);
  const { status, causes = [] } = rules.find(({ rule }) => rule.control === '2.7') ?? {};
  return [status, ...causes.map(({ reason }) => reason)].join(' ');
}

describe('2.7 on a node', () => {
  test('passes where etcd has an authority of its own', async () => {
    expect(await told(kubeadmNode())).toBe('pass');
    expect(await told(kubeadmNode(['--peer-trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt']))).toBe('pass');
  });

  test.each<[string, (node: HostTree) => void]>([
    ['a copy', (node) => node.write('/etc/kubernetes/pki/etcd/ca.crt', kubernetesCa)],
    ['one of several', (node) => node.write('/etc/kubernetes/pki/etcd/ca.crt', `${etcdCa}${kubernetesCa}`)],
    [
      'one beside a comment and CRLF',
      (node) => node.write('/etc/kubernetes/pki/etcd/ca.crt', `# ours\r\n${kubernetesCa.replaceAll('\n', '\r\n')}`),
    ],
  ])('fails with the authority of Kubernetes as %s', async (_what, spoil) => {
    const node = kubeadmNode();
    spoil(node);
    expect(await told(node)).toBe('fail authority_shared_with_kubernetes');
  });

  test('fails with a link to the authority of Kubernetes', async () => {
    const node = kubeadmNode(['--trusted-ca-file=/etc/kubernetes/pki/etcd/link.crt']);
    symlinkSync('../ca.crt', join(node.rootfs, '/etc/kubernetes/pki/etcd/link.crt'));
    expect(await told(node)).toBe('fail authority_shared_with_kubernetes');
  });

  test('fails with a renewed certificate of the same key', async () => {
    const node = kubeadmNode();
    const key = join(pki, 'kubernetes-ca/kubernetes-ca.key');
    const renewed = join(pki, 'renewed.crt');
    execFileSync('openssl', ['req', '-x509', '-key', key, '-subj', '/CN=renewed', '-out', renewed], {
      stdio: 'ignore',
    });
    node.write('/etc/kubernetes/pki/etcd/ca.crt', readFileSync(renewed));
    expect(await told(node)).toBe('fail authority_shared_with_kubernetes');
  });

  test('takes two spellings of the option, and the last of several', async () => {
    const own = '--client-ca-file=/etc/kubernetes/pki/ca.crt';
    const shared = '/etc/kubernetes/pki/etcd/ca.crt';
    for (const server of [
      [`--client_ca_file=${shared}`],
      ['--client-ca-file', shared],
      [own, `--client-ca-file=${shared}`],
    ])
      expect(await told(kubeadmNode([], server))).toBe('fail authority_shared_with_kubernetes');
    expect(await told(kubeadmNode([], [`--client-ca-file=${shared}`, own]))).toBe('pass');
  });

  test('passes where the API server takes no client by certificate', async () => {
    expect(await told(kubeadmNode([], ['--etcd-servers=https://127.0.0.1:2379']))).toBe('pass');
  });

  test.each<[string, string, string]>([
    ['is empty', '', 'authority_file_invalid'],
    ['holds a key', privateKey, 'authority_file_invalid'],
    ['is cut off', etcdCa.slice(0, 200), 'authority_file_invalid'],
    [
      'holds a broken certificate after a good one',
      `${etcdCa}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
      'authority_file_invalid',
    ],
    ['is too large', `${etcdCa}${'#'.repeat(300_000)}`, 'authority_file_unreadable'],
  ])('is unknown where a file %s', async (_what, text, reason) => {
    for (const file of ['/etc/kubernetes/pki/etcd/ca.crt', '/etc/kubernetes/pki/ca.crt']) {
      const node = kubeadmNode();
      node.write(file, text);
      expect(await told(node)).toBe(`unknown ${reason}`);
    }
  });

  test('is unknown where a file is in no host directory that the pod mounts', async () => {
    expect(await told(kubeadmNode(['--trusted-ca-file=/elsewhere/ca.crt']))).toBe('unknown authority_file_unreadable');
  });

  test('is unknown where the API server is not known, or only to a container that calls itself so', async () => {
    const node = hostTree();
    node.write(
      `${manifestPath}/etcd.yaml`,
      podOf('etcd', ['etcd', '--trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt'], everything),
    );
    node.write('/etc/kubernetes/pki/etcd/ca.crt', etcdCa);
    expect(await told(node)).toBe('unknown kube_apiserver_not_found');
  });

  test('is unknown where only the kubelet knows which file the API server takes', async () => {
    expect(await told(kubeadmNode([], ['--client-ca-file=$(CA)']))).toMatch(/^unknown /);
  });
});

test('every rule has its series, and promtool finds nothing to complain about', async () => {
  const exposition = await expositionOf(await assessTree(kubeadmNode().rootfs, ['--rules=all']));
  const compliant = [...exposition.matchAll(/^peerproof_rule_compliant\{.*rule="([^"]+)"\} (.*)$/gm)];
  expect(compliant.map(([, rule, value]) => `${rule} ${value}`)).toEqual([
    'cis-kubernetes-2.1 0',
    'cis-kubernetes-2.2 0',
    'cis-kubernetes-2.3 1',
    'cis-kubernetes-2.4 0',
    'cis-kubernetes-2.5 0',
    'cis-kubernetes-2.6 1',
    'cis-kubernetes-2.7 1',
  ]);
  const promtool = ['promtool', ['check', 'metrics']] as const;
  expect(execFileSync(...promtool, { input: exposition, encoding: 'utf8', stdio: 'pipe' })).toBe('');
});

test('a declared single member is excused from 2.6 alone', async () => {
  const node = kubeadmNode(['--auto-tls', '--peer-auto-tls']);
  const report = await assessTree(node.rootfs, ['--rules=all', '--single-member=not_applicable']);
  expect(statusesOf(report)).toEqual({
    '2.1': 'fail',
    '2.2': 'fail',
    '2.3': 'fail',
    '2.4': 'not_applicable',
    '2.5': 'not_applicable',
    '2.6': 'not_applicable',
    '2.7': 'pass',
  });
});

test('an authority that changes is noticed, as a manifest is', async () => {
  const node = kubeadmNode();
  const options = optionsOf('check', [`--path.rootfs=${node.rootfs}`, '--probe=off', '--rules=all']);
  const observed = openNode(options, () => undefined);
  const { reader } = observed;
  await sleep(50);
  await assess(observed, policyOf(options));
  expect(reader.changed('full')).toBeUndefined();
  node.write('/etc/kubernetes/pki/etcd/ca.crt', kubernetesCa);
  expect(reader.changed('full')).toBe('manifest');
  expect(statusesOf((await assess(observed, policyOf(options))).report)['2.7']).toBe('fail');
});

test('no authority is read unless a rule asks for it', async () => {
  const { members } = await assessTree(kubeadmNode().rootfs);
  const read = members.flatMap(({ sources }) => sources.map(({ resolution }) => 'caFiles' in resolution));
  expect(read).toEqual([false]);
});
