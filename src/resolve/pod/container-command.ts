// A container's command and args → argv, and whether it starts etcd.

import type { Environment } from '../../model/invocation.ts';
import { failWith, ok, type Result } from '../../model/result.ts';
import { baseName, isHyperkubeApiServer, isShell } from '../program-name.ts';
import { field, items, shown, typeName } from '../yaml/plain-data.ts';
import { createExpander, type Expander } from './placeholders.ts';

export type ContainerCommand = {
  readonly kind: 'etcd' | 'kube-apiserver' | 'other';
  readonly argv: Result<readonly string[]>;
  /** The text of a script that starts etcd. */
  readonly script: string | undefined;
};

export function containerCommand(
  container: unknown,
  environment: Environment,
  expand: Expander = createExpander(),
): ContainerCommand {
  const command = stringList(field(container, 'command'), 'command');
  const args = stringList(field(container, 'args'), 'args');
  const image = imageName(field(container, 'image'));
  if (!command.ok || !args.ok) {
    // A command that cannot be read may still be etcd's: its program, its name or its image says so.
    const [program] = items(field(container, 'command'));
    const names = [image, field(container, 'name'), typeof program === 'string' ? baseName(program) : ''];
    return names.includes('etcd') ? started('etcd', command.ok ? args : command) : otherCommand;
  }
  const written = [...command.value, ...args.value];
  const expanded = written.map((text) => expand(text, (name) => environment.variables.get(name)));
  const argv = expanded.map((text, index) => text ?? written[index] ?? '');
  const found = command.value.length > 0 ? startedBy(argv) : startedByImage(image, argv);
  return found.kind !== 'other' && expanded.includes(undefined) ? { ...found, argv: overgrown } : found;
}

const overgrown = failWith('manifest_too_large', 'its variables expand to more than a program is ever given');

function started(kind: ContainerCommand['kind'], argv: ContainerCommand['argv'], script?: string): ContainerCommand {
  return { kind, argv, script };
}

const otherCommand = started('other', ok([]));

function startedBy(argv: readonly string[]): ContainerCommand {
  const program = baseName(argv[0] ?? '');
  if (program === 'etcd' || program === 'kube-apiserver') return started(program, ok(argv));
  if (isHyperkubeApiServer(argv)) return started('kube-apiserver', ok(argv.slice(1)));
  const script = argv.slice(1).join('\n');
  if (!isShell(program) || !startsEtcd(script)) return otherCommand;
  return started('etcd', failWith('started_by_script', `${program} runs a script that starts etcd`), script);
}

/** Command of a container without `command`: the image's entry point, which takes flags as arguments in etcd's images. */
function startedByImage(image: string, argv: readonly string[]): ContainerCommand {
  const first = argv[0] ?? '';
  if (baseName(first) === 'etcd' || (image !== 'etcd' && isShell(baseName(first)))) return startedBy(argv);
  if (image !== 'etcd') return otherCommand;
  if (first.startsWith('-')) return started('etcd', ok(['etcd', ...argv]));
  return started('etcd', failWith('started_by_image', 'the container names no command'));
}

/** Whether etcd is a command of a script; its gateway and its proxy are no members. */
function startsEtcd(script: string): boolean {
  const words = script.split(/[\s\\;&|()`"']+/);
  return words.some((word, index) => isEtcdCommand(word, words[index + 1] ?? ''));
}

/** Whether a word is a program, and no data directory such as /var/lib/etcd: it is in a bin directory, or flags follow. */
function isEtcdCommand(word: string, next: string): boolean {
  if (baseName(word) !== 'etcd' || next === 'gateway' || next === 'grpc-proxy') return false;
  return !word.includes('/') || /^\.?\/etcd$|\/s?bin\/etcd$/.test(word) || next.startsWith('-');
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
