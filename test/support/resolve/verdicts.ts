// From texts to verdicts without a node: one etcd as a process or as a static pod, judged by the rules.
import { rules } from '../../../src/evaluate/rules/rule-list.ts';
import { configurationVerdict } from '../../../src/evaluate/rule.ts';
import type { ListenerSecurity, Resolution } from '../../../src/model/member.ts';
import type { Reason } from '../../../src/model/reason.ts';
import type { Result } from '../../../src/model/result.ts';
import type { Status } from '../../../src/model/verdict.ts';
import type { EtcdInvocation } from '../../../src/model/invocation.ts';
import { processInvocation } from '../../../src/resolve/process-invocation.ts';
import { parseInvocation, resolveSettings, configFileOf } from '../../../src/resolve/etcd/effective-settings.ts';
import { manifestInvocations } from '../../../src/resolve/pod/static-pod.ts';

/** Those of the default verdict. */
export const defaultRules = rules.filter(({ text }) => text.isDefault);

export type Variables = Readonly<Record<string, string>>;

export type Etcd = {
  /** With argv[0]. */
  readonly argv: readonly string[];
  readonly env?: Variables;
  /** The text of the configuration file, wherever it is wanted from. */
  readonly configFile?: string | null;
};

export type Verdicts = {
  readonly 'cis-kubernetes-2.4': Status;
  readonly 'cis-kubernetes-2.5': Status;
  readonly reasons: readonly Reason[];
};

export function runningInvocation({ argv, env = {} }: Etcd): EtcdInvocation {
  const invocation = processInvocation({
    pid: 100,
    startTime: 1000,
    argv: { ok: true, value: argv },
    environ: { ok: true, value: Object.entries(env).map(([name, value]) => `${name}=${value}`) },
    exe: '/usr/bin/etcd',
    containerised: false,
  });
  if (invocation === undefined) throw new Error('The process is not taken for an etcd');
  return invocation;
}

/** The text of a pod with one container; `container` adds to its name and image. */
export function podText(container: object): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'etcd-cp-1', namespace: 'kube-system' },
    spec: { containers: [{ name: 'etcd', image: 'registry.k8s.io/etcd:3.5.15-0', ...container }] },
  });
}

export const manifestPath = '/etc/kubernetes/manifests/etcd.yaml';

export function declaredInvocations(text: string): readonly EtcdInvocation[] {
  const pod = manifestInvocations({ path: manifestPath, text: { ok: true, value: text } });
  return pod.ok ? pod.value.etcd : [];
}

export function declaredInvocation({ argv, env = {} }: Etcd): EtcdInvocation {
  const variables = Object.entries(env).map(([name, value]) => ({ name, value }));
  const [invocation] = declaredInvocations(podText({ command: argv, env: variables }));
  if (invocation === undefined) throw new Error('The pod is not taken for an etcd');
  return invocation;
}

/** `undefined`: the invocation starts no etcd member. */
export function resolution(invocation: EtcdInvocation, configFile?: string | null): Resolution | undefined {
  const parsed = parseInvocation(invocation);
  if (parsed === undefined) return undefined;
  return resolveSettings(parsed, configFileOf(parsed) === undefined ? undefined : fileText(configFile));
}

function fileText(text: string | null | undefined): Result<string> {
  if (typeof text === 'string') return { ok: true, value: text };
  return { ok: false, error: { reason: 'config_file_missing', detail: 'there is none' } };
}

export function verdicts(resolved: Resolution): Verdicts {
  const judged = defaultRules.map((rule) => [rule.text.id, configurationVerdict(rule, resolved)] as const);
  const statuses = Object.fromEntries(judged.map(([id, { status }]) => [id, status]));
  const reasons = judged.flatMap(([, { causes }]) => causes.map(({ reason }) => reason));
  return { ...(statuses as Omit<Verdicts, 'reasons'>), reasons: [...new Set(reasons)] };
}

export function verdictsOf(invocation: EtcdInvocation, configFile?: string | null): Verdicts {
  const resolved = resolution(invocation, configFile);
  if (resolved === undefined) throw new Error('The invocation starts no etcd member');
  return verdicts(resolved);
}

export function runningVerdicts(etcd: Etcd): Verdicts {
  return verdictsOf(runningInvocation(etcd), etcd.configFile);
}

export function declaredVerdicts(etcd: Etcd): Verdicts {
  return verdictsOf(declaredInvocation(etcd), etcd.configFile);
}

/** `pass / fail`: 2.4, then 2.5. */
export function shortly(judged: Verdicts): string {
  return `${judged['cis-kubernetes-2.4']} / ${judged['cis-kubernetes-2.5']}`;
}

/** The status of every rule, by its control. */
export function statusesByControl(resolved: Resolution): Readonly<Record<string, Status>> {
  return Object.fromEntries(rules.map((rule) => [rule.text.control, configurationVerdict(rule, resolved).status]));
}

export function securityOf(resolved: Resolution | undefined): ListenerSecurity | undefined {
  return resolved?.resolved === true ? resolved.security : undefined;
}

export const securePeerFlags = [
  '--listen-peer-urls=https://192.0.2.10:2380',
  '--peer-cert-file=/pki/peer.crt',
  '--peer-key-file=/pki/peer.key',
  '--peer-trusted-ca-file=/pki/ca.crt',
  '--peer-client-cert-auth=true',
] as const;

/** A compliant command line, then more arguments. */
export function secureArgv(...more: readonly string[]): readonly string[] {
  return ['etcd', ...securePeerFlags, ...more];
}
