// etcd's command line: Go's `flag` package, argument by argument.

import { type Failure, failWith, ok, type Result } from '../../model/result.ts';
import { peerSettings, settingDefinitions } from '../../model/settings.ts';
import type { EtcdInvocation } from '../../model/invocation.ts';
import { mentionsAny } from '../pod/placeholders.ts';
import { clipped } from '../yaml/plain-data.ts';
import { flagKind, parseGoBoolean } from './known-flags.ts';

export type FlagOccurrence = {
  readonly name: string;
  readonly value: string;
  /** The argument that gives it, as it is written. */
  readonly word: string;
  /** Whether it may be the value of the flag before it, which no etcd of today knows. */
  readonly mayBeValue?: true;
};

/** The flags of an invocation that starts an etcd member. */
export type CommandLine = { readonly invocation: EtcdInvocation; readonly flags: readonly FlagOccurrence[] };

const subcommands = new Set(['gateway', 'grpc-proxy']);

/**
 * Parses argv (with argv[0]); `undefined` for a sub-command, a help text or a version number, which start no etcd member.
 * `placeholders` are the `$(NAME)` that only the kubelet can resolve.
 */
export function parseCommandLine(
  argv: readonly string[],
  placeholders: ReadonlySet<string> = new Set(),
): Result<readonly FlagOccurrence[]> | undefined {
  if (subcommands.has(argv[1] ?? '')) return undefined;
  const flags: FlagOccurrence[] = [];
  let index = 1;
  while (index < argv.length && !isLastDashes(argv, index)) {
    const word = argv[index] ?? '';
    if (/^--?(?:help|h)(?:=|$)/.test(word)) return undefined;
    const flag = parseArgument(argv, index, placeholders);
    if (!flag.ok) return flag;
    const { name, value, length } = flag.value;
    flags.push({ name, value, word, ...(maySwallow(argv[index - 1]) && { mayBeValue: true }) });
    index += length;
  }
  return isMember(flags) ? ok(flags) : undefined;
}

/** `--` ends the flags, and etcd takes nothing after them. */
function isLastDashes(argv: readonly string[], index: number): boolean {
  return argv[index] === '--' && index === argv.length - 1;
}

function isMember(flags: readonly FlagOccurrence[]): boolean {
  if (parseGoBoolean(lastOccurrence('version', flags)?.value ?? 'false') === true) return false;
  // The v2 proxy (etcd up to 3.5) opens no peer listener.
  return !/^(?:on|readonly)$/.test(lastOccurrence('proxy', flags)?.value ?? 'off');
}

/** A flag, and how many arguments it takes. */
type ParsedFlag = { readonly name: string; readonly value: string; readonly length: 1 | 2 };

/** Splits `--name=value`; without a name the word is no flag. */
function splitFlag(word: string): { readonly name?: string; readonly value?: string } {
  return /^--?(?<name>[^-=][^=]*)(?:=(?<value>.*))?$/s.exec(word)?.groups ?? {};
}

function parseArgument(argv: readonly string[], index: number, placeholders: ReadonlySet<string>): Result<ParsedFlag> {
  const text = argv[index] ?? '';
  if (mentionsAny(text.split('=', 1)[0] ?? '', placeholders))
    return failWith('command_line_ambiguous', `argument ${index} is only known once the kubelet has resolved it`);
  if (text === '--' || text.length < 2 || !text.startsWith('-')) {
    const at = text === '--' ? index + 1 : index;
    return refused(`argument ${at} is not a flag, and etcd takes nothing else`);
  }
  const { name, value } = splitFlag(text);
  if (name === undefined) return refused(`bad flag syntax in argument ${index}`);
  if (flagKind(name) === 'boolean') return parseBooleanFlag(name, placeholders, value);
  return value === undefined ? parseBareFlag(name, argv[index + 1]) : parsedFlag(name, value);
}

function parseBooleanFlag(name: string, placeholders: ReadonlySet<string>, value = 'true'): Result<ParsedFlag> {
  // A placeholder stays as it is written; the setting that reads it says that it is unresolved.
  if (parseGoBoolean(value) !== undefined || mentionsAny(value, placeholders)) return parsedFlag(name, value);
  return refused(`--${name} expects true or false, found '${clipped(value)}'`);
}

function parseBareFlag(name: string, following: string | undefined): Result<ParsedFlag> {
  const kind = flagKind(name);
  if (kind === 'unknown') return parseUnknownFlag(name, following);
  if (kind === 'ignored') return parsedFlag(name, 'true');
  return following === undefined ? refused(`flag --${clipped(name)} needs a value`) : parsedFlag(name, following, 2);
}

/** Flags that decide every verdict. An unknown flag that takes any other for its value leaves only that setting in doubt. */
const decisiveFlags = new Set(['config-file', ...peerSettings.map((name) => settingDefinitions[name].flag)]);

/** Parses a flag that only a newer etcd may know. Its value is the next argument unless that looks like a flag. */
function parseUnknownFlag(name: string, following: string | undefined): Result<ParsedFlag> {
  if (following === undefined) return parsedFlag(name, 'true');
  if (!following.startsWith('-')) return parsedFlag(name, following, 2);
  if (!decisiveFlags.has(splitFlag(following).name ?? '')) return parsedFlag(name, 'true');
  const detail = `unknown flag --${clipped(name)} may take '${clipped(following)}' as its value`;
  return failWith('command_line_ambiguous', detail);
}

/** Whether a word is a bare flag that no etcd of today knows, so that it may take the next word as its value. */
function maySwallow(word = ''): boolean {
  const { name, value } = splitFlag(word);
  return name !== undefined && value === undefined && flagKind(name) === 'unknown';
}

/** The occurrence that counts: the last, even if it is empty. */
export function lastOccurrence(flag: string, flags: readonly FlagOccurrence[]): FlagOccurrence | undefined {
  return flags.findLast(({ name }) => name === flag);
}

function parsedFlag(name: string, value: string, length: ParsedFlag['length'] = 1): Result<ParsedFlag> {
  return ok({ name, value, length });
}

function refused(detail: string): Failure {
  return failWith('etcd_rejects_configuration', detail);
}
