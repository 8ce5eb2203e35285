// Program that a process or container runs, by the names that are never truncated: argv[0] and the executable.

/** The last component of a path. The kernel appends ` (deleted)` to an executable that was replaced. */
export function baseName(path: string): string {
  return path.replace(/ \(deleted\)$/, '').replace(/^.*\//s, '');
}

const shells = /^(?:ba|da|a|z|k|mk)?sh$|^busybox/;
const interpreters = /^(?:python|perl|ruby|node|java|php)[\d.]*$/;

export function isShell(program: string): boolean {
  return shells.test(program);
}

export type ProcessKind = 'etcd' | 'k3s' | 'kube-apiserver';

/** Kind of a process that the agent looks at; `undefined`: any other. `exe` is '' where it may not be read. */
export function processKind(argv: readonly string[], exe: string): ProcessKind | undefined {
  const program = baseName(argv[0] ?? '');
  const executable = baseName(exe);
  // `exec -a etcd sh` and scripts run under an interpreter are not etcd, whatever they call themselves.
  if (isShell(executable) || interpreters.test(executable)) return undefined;
  if (program === 'etcd' || executable === 'etcd') return 'etcd';
  if (program === 'kube-apiserver' || executable === 'kube-apiserver' || isHyperkubeApiServer(argv))
    return 'kube-apiserver';
  // k3s overwrites its title: one word, `/usr/local/bin/k3s server`.
  return /^(?:\S*\/)?k3s server(?: |$)/.test(argv.join(' ')) ? 'k3s' : undefined;
}

/** hyperkube holds every program of an old Kubernetes, and takes the name of one as its first argument. */
export function isHyperkubeApiServer(argv: readonly string[]): boolean {
  return baseName(argv[0] ?? '') === 'hyperkube' && /^(?:kube-)?apiserver$/.test(argv[1] ?? '');
}
