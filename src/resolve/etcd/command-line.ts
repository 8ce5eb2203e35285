// etcd's command line: Go's `flag` package, argument by argument.

import type { Cause } from '../../model/reason.ts';
import { flagKind, parseGoBoolean } from './flags.ts';
import { mentionsAny } from '../pod/placeholders.ts';
import { clipped } from '../yaml/plain-data.ts';

export type GivenFlag = {
  readonly name: string;
  readonly value: string;
  /** The argument that gives it, as it is written. */
  readonly word: string;
  /** It may be the value of the flag before it, which no etcd of today knows. */
  readonly mayBeValue?: true;
};

export type CommandLine =
  | { readonly kind: 'flags'; readonly flags: readonly GivenFlag[] }
  /** A sub-command, a help text or a version number: not an etcd member. */
  | { readonly kind: 'not_a_member' }
  | { readonly kind: 'undecided'; readonly cause: Cause };

/** Swallowing one of these by an unknown flag before it would change every verdict; of others only what they set is in doubt. */
const decisiveFlag =
  /^--?(?:config-file|listen-peer-urls|peer-(?:cert-file|key-file|trusted-ca-file|client-cert-auth|auto-tls))(?:=|$)/;

const subcommands = new Set(['gateway', 'grpc-proxy']);

/** Parses argv (with argv[0]). `placeholders` are the `$(NAME)` that only the kubelet can resolve. */
export function parseCommandLine(
  argv: readonly string[],
  placeholders: ReadonlySet<string> = new Set(),
): CommandLine {
  if (subcommands.has(argv[1] ?? '')) return { kind: 'not_a_member' };
  const flags: GivenFlag[] = [];
  let index = 1;
  while (index < argv.length) {
    const step = parseOne(argv, index, placeholders);
    if (step.kind === 'positional')
      return rejected(`argument ${step.at} is not a flag, and etcd takes nothing else`);
    if (step.kind === 'end') break;
    if (step.kind === 'not_a_member' || step.kind === 'undecided') return step;
    const flag = { ...step.flag, word: argv[index] ?? '' };
    flags.push(maySwallow(argv[index - 1]) ? { ...flag, mayBeValue: true } : flag);
    index = step.next;
  }
  const last = (name: string): string | undefined => lastGiven(name, flags)?.value;
  if (parseGoBoolean(last('version') ?? 'false') === true) return { kind: 'not_a_member' };
  // The v2 proxy (etcd up to 3.5) opens no peer listener.
  if (/^(?:on|readonly)$/.test(last('proxy') ?? 'off')) return { kind: 'not_a_member' };
  return { kind: 'flags', flags };
}

type Step =
  | { readonly kind: 'flag'; readonly flag: Omit<GivenFlag, 'word'>; readonly next: number }
  | { readonly kind: 'positional'; readonly at: number }
  | { readonly kind: 'end' }
  | { readonly kind: 'not_a_member' }
  | { readonly kind: 'undecided'; readonly cause: Cause };

function parseOne(argv: readonly string[], index: number, placeholders: ReadonlySet<string>): Step {
  const text = argv[index] ?? '';
  const flagPart = text.split('=', 1)[0] ?? '';
  if (mentionsAny(flagPart, placeholders)) {
    return ambiguous(`argument ${index} is only known once the kubelet has resolved it`);
  }
  if (text.length < 2 || !text.startsWith('-')) return { kind: 'positional', at: index };
  if (text === '--') return endOfFlags(argv, index);
  const body = text.slice(text.startsWith('--') ? 2 : 1);
  if (body === '' || body.startsWith('-') || body.startsWith('='))
    return rejected(`bad flag syntax in argument ${index}`);
  const equals = body.indexOf('=');
  const name = equals === -1 ? body : body.slice(0, equals);
  const value = equals === -1 ? undefined : body.slice(equals + 1);
  return parseFlag({ name, value, following: argv[index + 1], index, placeholders });
}

function endOfFlags(argv: readonly string[], index: number): Step {
  const following = argv[index + 1];
  return following === undefined ? { kind: 'end' } : { kind: 'positional', at: index + 1 };
}

type FlagInput = {
  readonly name: string;
  readonly value: string | undefined;
  readonly following: string | undefined;
  readonly index: number;
  readonly placeholders: ReadonlySet<string>;
};

function parseFlag(input: FlagInput): Step {
  const { name, value, following, index } = input;
  const kind = flagKind(name);
  if (kind === 'unknown' && (name === 'help' || name === 'h')) return { kind: 'not_a_member' };
  if (kind === 'boolean') return parseBooleanFlag(input);
  if (value !== undefined || kind === 'ignored') return taken(name, value ?? 'true', index + 1);
  if (kind === 'value') {
    return following === undefined
      ? rejected(`flag --${clipped(name)} needs a value`)
      : taken(name, following, index + 2);
  }
  return parseUnknownFlag(input);
}

function parseBooleanFlag({ name, value, index, placeholders }: FlagInput): Step {
  if (value === undefined) return taken(name, 'true', index + 1);
  // A placeholder stays as it is written; the setting that reads it says that it is unresolved.
  if (parseGoBoolean(value) === undefined && !mentionsAny(value, placeholders)) {
    return rejected(`--${name} expects true or false, found '${clipped(value)}'`);
  }
  return taken(name, value, index + 1);
}

/** A bare flag that no etcd of today knows. As the value of a flag before it, it only makes for a doubt too many. */
function maySwallow(word = ''): boolean {
  const name = /^--?([^-=][^=]*)$/.exec(word)?.[1];
  return name !== undefined && flagKind(name) === 'unknown';
}

/** A flag that no etcd of today knows: a newer one may. What follows a bare one is its value unless it looks like a flag. */
function parseUnknownFlag({ name, following, index }: FlagInput): Step {
  if (following === undefined || following.startsWith('-')) {
    if (decisiveFlag.test(following ?? '')) {
      return ambiguous(`unknown flag --${clipped(name)} may take '${clipped(following ?? '')}' as its value`);
    }
    return taken(name, 'true', index + 1);
  }
  return taken(name, following, index + 2);
}

/** Of a flag that is given several times the last counts, even if it is empty. */
export function lastGiven(flag: string, flags: readonly GivenFlag[]): GivenFlag | undefined {
  return flags.findLast(({ name }) => name === flag);
}

function taken(name: string, value: string, next: number): Step {
  return { kind: 'flag', flag: { name, value }, next };
}

function rejected(detail: string): { readonly kind: 'undecided'; readonly cause: Cause } {
  return { kind: 'undecided', cause: { reason: 'etcd_rejects_configuration', detail } };
}

function ambiguous(detail: string): { readonly kind: 'undecided'; readonly cause: Cause } {
  return { kind: 'undecided', cause: { reason: 'command_line_ambiguous', detail } };
}
