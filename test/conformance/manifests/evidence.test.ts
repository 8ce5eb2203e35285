// Each overlay shows the agent a part of the node. Is that part enough for the verdict that the whole node gives?
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { materialiseNode } from '../../fixtures/make-proc.ts';
import { repository, runPeerproof } from '../../support/peerproof-process.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { buildOverlay, hasKubectl } from '../../support/manifests/kustomize.ts';
import { daemonSetOf, type PodSpec } from '../../support/manifests/pod-lint.ts';

type Verdicts = { readonly '2.4': string; readonly '2.5': string };
type Report = { readonly rules: readonly { readonly control: keyof Verdicts; readonly status: string }[] };

describe.runIf(hasKubectl())('the overlay', () => {
  it.each([
    ['kubeadm', 'kubeadm-single'],
    ['kubeadm', 'kubeadm-ha-joined'],
    ['kubeadm', 'calico-beside-kubeadm'],
    ['rke2', 'rke2'],
    ['k3s', 'k3s'],
    ['openshift', 'openshift'],
    ['kops', 'kops'],
    ['kops', 'kops-events-insecure'],
  ])('%s sees enough of the node %s for its verdict', async (overlay, node) => {
    const expected = JSON.parse(readFileSync(join(nodes, node, 'expected.json'), 'utf8')) as Verdicts;
    expect(await verdictsOf(overlay, node)).toEqual({ '2.4': expected['2.4'], '2.5': expected['2.5'] });
  });

  it.each([
    ['kubeadm', 'kops'],
    ['kubeadm', 'openshift'],
  ])('%s without full-evidence is at a loss on the node %s, and says so', async (overlay, node) => {
    expect(await verdictsOf(overlay, node)).toEqual({ '2.4': 'unknown', '2.5': 'unknown' });
  });

  it('of another distribution is refused by kubelet, for the directory is not there', async () => {
    await expect(verdictsOf('rke2', 'kubeadm-single')).rejects.toThrow('hostPath type check failed');
  });
});

const nodes = join(repository, 'test/fixtures/nodes');

async function verdictsOf(overlay: string, node: string): Promise<Verdicts> {
  const pod = daemonSetOf(buildOverlay(`overlays/${overlay}`)).spec.template.spec;
  const rootfs = viewOf(pod, join(nodes, node));
  const args = (pod.containers[0]?.args ?? []).filter((arg) => !arg.startsWith('--path.procfs='));
  const { stdout, stderr } = await runPeerproof([
    'check',
    `--path.rootfs=${rootfs}`,
    '--output=json',
    '--probe=off',
    ...args,
  ]);
  if (stdout === '') throw new Error(stderr);
  const { rules } = JSON.parse(stdout) as Report;
  return Object.fromEntries(rules.map(({ control, status }) => [control, status])) as Verdicts;
}

/** The file system of the pod on that node: what it mounts, and no more of the processes than its capabilities show. */
function viewOf(pod: PodSpec, node: string): string {
  const host = join(temporaryDirectory(), 'host');
  const view = temporaryDirectory();
  materialiseNode(node, host);
  for (const { path } of (pod.volumes ?? []).flatMap(({ hostPath }) => hostPath ?? [])) {
    if (!existsSync(join(host, path))) throw new Error(`hostPath type check failed: ${path} is missing`);
    mkdirSync(dirname(join(view, path)), { recursive: true });
    cpSync(join(host, path), join(view, path), { recursive: true, verbatimSymlinks: true });
  }
  const capabilities = pod.containers.flatMap(({ securityContext }) => securityContext?.capabilities?.add ?? []);
  if (!capabilities.includes('SYS_PTRACE')) hideOtherContainers(join(view, 'proc'));
  return view;
}

/** What the kernel refuses to uid 0 without a capability. A directory in place of a file fails for root, too. */
function hideOtherContainers(procfs: string): void {
  const processes = readdirSync(procfs).filter((name) => /^\d+$/.test(name));
  for (const path of processes.flatMap((pid) =>
    ['environ', 'exe', 'root', 'cwd'].map((name) => join(procfs, pid, name)),
  )) {
    rmSync(path, { force: true, recursive: true });
    mkdirSync(path);
  }
}
