// A container's command and args → argv, and whether it starts etcd.

import { type Result, ok, failWith } from '../../model/result.ts';
import type { Environment } from '../../model/invocation.ts';
import { createExpander, type Expander } from './placeholders.ts';
import { field, items, shown, typeName } from '../yaml/plain-data.ts';
import { baseName, isShell } from '../program-name.ts';

export type ContainerCommand = {
  readonly kind: 'etcd' | 'kube-apiserver' | 'other';
  readonly argv: Result<readonly string[]>;
  /** The text of a script that starts etcd. */
  readonly script: string | undefined;
};

const other: ContainerCommand = { kind: 'other', argv: ok([]), script: undefined };

/** `etcd` as a command of a script, and not its gateway or proxy. */
function startsEtcd(script: string): boolean {
  const words = script.split(/[\s\\;&|()`"']+/);
  return words.some((word, index) => isEtcdCommand(word, words[index + 1] ?? ''));
}

/** A data directory such as /var/lib/etcd is none: a path is a program in a bin directory, or has flags after it. */
function isEtcdCommand(word: string, next: string): boolean {
  if (baseName(word) !== 'etcd' || next === 'gateway' || next === 'grpc-proxy') return false;
  return !word.includes('/') || /^\.?\/etcd$|\/s?bin\/etcd$/.test(word) || next.startsWith('-');
}

export function containerArgv(
  container: unknown,
  environment: Environment,
  expand: Expander = createExpander(),
): ContainerCommand {
  const command = stringList(field(container, 'command'), 'command');
  const args = stringList(field(container, 'args'), 'args');
  const image = imageName(field(container, 'image'));
  if (!command.ok || !args.ok) {
    // What cannot be read may still be etcd: say so where its program, name or image says etcd.
    const [program] = items(field(container, 'command'));
    const names = [image, field(container, 'name'), typeof program === 'string' ? baseName(program) : ''];
    const looksLikeEtcd = names.includes('etcd');
    return looksLikeEtcd ? { ...other, kind: 'etcd', argv: command.ok ? args : command } : other;
  }
  const written = [...command.value, ...args.value];
  const expanded = written.map((text) => expand(text, (name) => environment.variables.get(name)));
  const argv = expanded.map((text, index) => text ?? written[index] ?? '');
  const found = command.value.length > 0 ? fromCommand(argv) : fromImage(image, argv);
  return found.kind !== 'other' && expanded.includes(undefined) ? { ...found, argv: overgrown } : found;
}

const overgrown = failWith('manifest_too_large', 'its variables expand to more than a program is ever given');

function fromCommand(argv: readonly string[]): ContainerCommand {
  const program = baseName(argv[0] ?? '');
  if (program === 'etcd' || program === 'kube-apiserver')
    return { kind: program, argv: ok(argv), script: undefined };
  if (program === 'hyperkube' && /^(?:kube-)?apiserver$/.test(argv[1] ?? '')) {
    return { kind: 'kube-apiserver', argv: ok(argv.slice(1)), script: undefined };
  }
  const script = argv.slice(1).join('\n');
  if (!isShell(program) || !startsEtcd(script)) return other;
  return {
    kind: 'etcd',
    argv: failWith('started_by_script', `${program} runs a script that starts etcd`),
    script,
  };
}

/** Without a command the image's entry point runs: etcd's own images take flags as arguments. */
function fromImage(image: string, argv: readonly string[]): ContainerCommand {
  const first = argv[0] ?? '';
  if (baseName(first) === 'etcd') return fromCommand(argv);
  if (image !== 'etcd') return isShell(baseName(first)) ? fromCommand(argv) : other;
  if (first.startsWith('-')) return { kind: 'etcd', argv: ok(['etcd', ...argv]), script: undefined };
  return {
    kind: 'etcd',
    argv: failWith('started_by_image', 'the container names no command'),
    script: undefined,
  };
}

/** The last path component of an image, without tag and digest. */
function imageName(image: unknown): string {
  return typeof image === 'string' ? baseName(image.split('@', 1)[0] ?? '').replace(/:.*$/s, '') : '';
}

/** A list of strings; the kubelet refuses any other item. A null item is an empty string to it. */
function stringList(value: unknown, name: string): Result<readonly string[]> {
  if (value === undefined || value === null) return ok([]);
  if (!Array.isArray(value))
    return failWith('manifest_invalid', `${name} expects a list of strings, found ${typeName(value)}`);
  const texts = value.map((item: unknown) => item ?? '');
  const wrong = texts.find((item) => typeof item !== 'string');
  if (wrong === undefined) return ok(texts.map(String));
  return failWith('manifest_invalid', `${name} expects strings, found ${shown(wrong)}`);
}
