// An input of `config` → the invocations that it declares.

import type { ManifestFile } from '../model/observation.ts';
import { type Cause } from '../model/reason.ts';
import { fail, failWith, guard, ok, type Result } from '../model/result.ts';
import type { Document } from 'yaml';
import { containerCommand } from './pod/container-command.ts';
import { containerLine } from './pod/container-line.ts';
import { parseFirstDocument, hasFurtherDocument } from './yaml/first-document.ts';
import { flagKind } from './etcd/known-flags.ts';
import { emptyEnvironment, type Environment, type EtcdInvocation, plainInvocation } from '../model/invocation.ts';
import { clipped, field, isPlainObject, shown, typeName } from './yaml/plain-data.ts';
import { parseInvocation } from './etcd/effective-settings.ts';
import { jsonStart, manifestInvocations, type PodInvocations } from './pod/static-pod.ts';

/** Invocations of an input; `configFile` is its text where it is etcd's own file. */
export type InputConfiguration = PodInvocations & { readonly configFile?: Result<string> };

const expected =
  "expected a static pod (apiVersion v1, kind Pod) or etcd's own configuration file (keys such as listen-peer-urls)";

/** Reads a file. The result always holds an etcd: a file with nothing to judge is judged unknown, so that it is not passed over. */
export function fileConfiguration(file: ManifestFile): InputConfiguration {
  const { path, text } = file;
  const configuration = text.ok ? guard(path, () => readConfiguration(file, text.value)) : text;
  if (!configuration.ok) return unjudgeable(path, configuration.error);
  if (configuration.value.etcd.some(startsMember)) return configuration.value;
  const detail = `${path}: no container of the pod starts an etcd member`;
  return unjudgeable(path, { reason: 'etcd_not_found', detail });
}

function readConfiguration(file: ManifestFile, text: string): Result<InputConfiguration> {
  const { path } = file;
  const parsed = parseFirstDocument(text);
  const value = parsed.ok ? parsed.value.value : undefined;
  if (field(value, 'kind') === 'Pod' || (!parsed.ok && looksLikeObject.test(text)))
    return readPod(file, text, parsed.ok ? parsed.value.document : undefined);
  if (field(value, 'kind') !== undefined || field(value, 'apiVersion') !== undefined)
    return failWith('manifest_invalid', `${path}: ${expected}, found kind ${shown(field(value, 'kind'))}`);
  if (!isPlainObject(value) || !Object.keys(value).some(isConfigurationKey)) {
    const found = parsed.ok ? describe(value) : `text that is not YAML: ${parsed.error}`;
    return failWith('configuration_not_recognised', `${path}: ${expected}, found ${found}`);
  }
  if (hasFurtherDocument(text)) return failWith('config_file_invalid', furtherDocument(path, 'etcd'));
  const invocation = configurationInvocation(path, path, [`--config-file=${path}`]);
  return ok({ etcd: [invocation], apiServers: [], configFile: ok(text) });
}

/** Recognises a Kubernetes object in a text that is no YAML, so that the error is the kubelet's. */
const looksLikeObject = /^["']?(?:apiVersion|kind)["']?[ \t]*:|^[\s\uFEFF]*\{\s*"/m;

function readPod(file: ManifestFile, text: string, document: Document | undefined): Result<PodInvocations> {
  const pod = manifestInvocations(file);
  // JSON, as the kubelet reads it, has no further document.
  if (pod.ok && !jsonStart.test(text) && hasFurtherDocument(text))
    return failWith('manifest_invalid', furtherDocument(file.path, 'the kubelet'));
  if (!pod.ok || document === undefined) return pod;
  const etcd = pod.value.etcd.map((invocation) => {
    const line = containerLine(text, document, invocation.location.slice(`${file.path} (container `.length, -1));
    return line === undefined ? invocation : { ...invocation, line };
  });
  return ok({ ...pod.value, etcd });
}

function furtherDocument(path: string, reader: string): string {
  return `${path}: expected one document, found more, of which ${reader} reads only the first`;
}

/** Whether a key marks etcd's own file: `name` alone stands in the files of many programs. */
function isConfigurationKey(key: string): boolean {
  const name = key.toLowerCase();
  return /^(?:peer|client)-transport-security$/.test(name) || (name.includes('-') && flagKind(name) !== 'unknown');
}

/** Describes a value by its type and keys alone: a value may be a secret. */
function describe(value: unknown): string {
  if (value === null) return 'nothing';
  const keys = isPlainObject(value) ? Object.keys(value).slice(0, 3).map(clipped) : [];
  return keys.length === 0 ? typeName(value) : `a mapping with ${keys.join(', ')}`;
}

/** Reads words as env(1) takes them: `NAME=value`, then the program and its arguments. `undefined`: they start no etcd. */
export function commandConfiguration(words: readonly string[]): InputConfiguration | undefined {
  const start = words.findIndex((word) => !word.includes('='));
  const argv = start === -1 ? [] : words.slice(start);
  // The last assignment counts, as in a shell.
  const variables = new Map(words.slice(0, words.length - argv.length).map(assignment));
  const { kind, argv: read } = containerCommand({ command: argv }, emptyEnvironment);
  if (kind !== 'etcd') return undefined;
  const invocation = configurationInvocation('command line', undefined, [], { ...emptyEnvironment, variables });
  // `$(NAME)` stays as it is written: only the kubelet expands it.
  const etcd = { ...invocation, argv: read.ok ? ok(argv) : read };
  return startsMember(etcd) ? { etcd: [etcd], apiServers: [] } : undefined;
}

function assignment(word: string): readonly [string, string] {
  const equals = word.indexOf('=');
  return [word.slice(0, equals), word.slice(equals + 1)];
}

function startsMember(invocation: EtcdInvocation): boolean {
  const parsed = guard(invocation.location, () => ok(parseInvocation(invocation) !== undefined));
  return !parsed.ok || parsed.value;
}

function unjudgeable(path: string, cause: Cause): InputConfiguration {
  return { etcd: [{ ...configurationInvocation(path, path, []), argv: fail(cause) }], apiServers: [] };
}

function configurationInvocation(
  location: string,
  file: string | undefined,
  flags: readonly string[],
  environment: Environment = emptyEnvironment,
): EtcdInvocation {
  const argv = ok(['etcd', ...flags]);
  const fallbackName = file ?? 'etcd';
  return { ...plainInvocation, source: 'configuration', location, fallbackName, file, argv, environment };
}
