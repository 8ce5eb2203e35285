// An invocation and the configuration file that it names → effective settings, by the source that is in force.

import type { Resolution } from '../../model/member.ts';
import { failWith, type Result } from '../../model/result.ts';
import { type EtcdSettings, type Setting, settingNames, unknown } from '../../model/settings.ts';
import type { EtcdInvocation } from '../../model/invocation.ts';
import { mentionsAny } from '../pod/placeholders.ts';
import { type CommandLine, type FlagOccurrence, parseCommandLine } from './command-line.ts';
import { configFilePath } from './config-file-path.ts';
import { configFileSettings } from './config-file-settings.ts';
import { flagSettings } from './flag-settings.ts';
import { listenerSecurity } from './listener-security.ts';
import { settingsRefusal } from './start-refusals.ts';

/** An invocation with the flags of its command line, or why they cannot be read. */
export type ParsedInvocation = {
  readonly invocation: EtcdInvocation;
  readonly outcome: Result<readonly FlagOccurrence[]>;
};

/** Parses the command line; `undefined`: it starts no etcd member. */
export function parseInvocation(invocation: EtcdInvocation): ParsedInvocation | undefined {
  const { argv, placeholders } = invocation;
  const outcome = argv.ok ? parseCommandLine(argv.value, placeholders) : argv;
  return outcome === undefined ? undefined : { invocation, outcome };
}

/** Path of the configuration file that this etcd reads; `undefined`: none, or not known. */
export function configFileOf({ invocation, outcome }: ParsedInvocation): string | undefined {
  if (!outcome.ok) return undefined;
  const path = configFilePath(outcome.value, invocation.environment);
  return path.known && path.value !== '' ? path.value : undefined;
}

/** Resolves the settings; `configFile` is the text of its configuration file, or why it could not be read. */
export function resolveSettings(
  { invocation, outcome }: ParsedInvocation,
  configFile: Result<string> | undefined,
): Resolution {
  if (!outcome.ok) return { resolved: false, cause: outcome.error };
  const { path, settings: chosen } = chosenSource({ invocation, flags: outcome.value }, configFile);
  if (!chosen.ok) return { resolved: false, cause: chosen.error };
  const settings = withoutTooLong(chosen.value);
  const refusal = settingsRefusal(settings);
  if (refusal !== undefined) return { resolved: false, cause: refusal };
  return {
    resolved: true,
    settings,
    security: listenerSecurity(settings, 'peer'),
    clientSecurity: listenerSecurity(settings, 'client'),
    override: path.known ? undefined : path.cause,
  };
}

export type ChosenSource = {
  /** Path of etcd's configuration file; '' for none. */
  readonly path: Setting<string>;
  /** The text of the file that is in force, or why it is not known; `undefined`: flags and environment are in force. */
  readonly configFile: Result<string> | undefined;
  /** Settings by the source that is in force, or why etcd would not start with it. */
  readonly settings: Result<EtcdSettings>;
};

export function chosenSource(commandLine: CommandLine, configFile: Result<string> | undefined): ChosenSource {
  const { flags, invocation } = commandLine;
  const path = configFilePath(flags, invocation.environment);
  if (!path.known || path.value === '') return { path, configFile: undefined, settings: flagSettings(commandLine) };
  const text = textInForce(path.value, invocation, configFile);
  return { path, configFile: text, settings: text.ok ? configFileSettings(text.value) : text };
}

function textInForce(
  path: string,
  { placeholders }: EtcdInvocation,
  configFile: Result<string> = failWith('config_file_unreadable', `${path} was not read`),
): Result<string> {
  return mentionsAny(path, placeholders)
    ? failWith('environment_unresolved', `the path ${path} is only known to the kubelet`)
    : configFile;
}

/** Limit of a text, in characters: the longest path that Linux takes. */
const maxTextLength = 4096;
const maxUrls = 64;

function withoutTooLong(settings: EtcdSettings): EtcdSettings {
  const tooLong = unknown({ reason: 'command_line_ambiguous', detail: 'a value is too long' });
  const names = settingNames.filter((name) => isTooLong(settings[name]));
  return { ...settings, ...Object.fromEntries(names.map((name) => [name, tooLong])) };
}

function isTooLong(setting: EtcdSettings[keyof EtcdSettings]): boolean {
  if (!setting.known || typeof setting.value === 'boolean') return false;
  if (typeof setting.value === 'string') return setting.value.length > maxTextLength;
  return setting.value.length > maxUrls || setting.value.some(({ text }) => text.length > maxTextLength);
}
