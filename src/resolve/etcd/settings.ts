// An invocation and, where it names one, etcd's configuration file → effective settings. Which source counts is decided here.

import type { EtcdSettings, Resolution, Setting } from '../../model/member.ts';
import { fail, failWith, ok, type Result } from '../../model/result.ts';
import { type GivenFlag, parseCommandLine } from './command-line.ts';
import { configFilePath, configFileValues, type OnIgnored } from './config-file.ts';
import { flagValues } from './flag-values.ts';
import type { UrlFlag } from './defaults.ts';
import type { EtcdInvocation } from '../../model/invocation.ts';
import { clientSecurity, peerSecurity, settingsRefusal } from './listener-security.ts';
import { mentionsAny } from '../pod/placeholders.ts';
import { known, type ValueSource, type ValueSourceResult } from './value-source.ts';

/** An invocation whose command line is understood, or why it is not; `undefined`: it starts no etcd member. */
export type ParsedInvocation = {
  readonly invocation: EtcdInvocation;
  readonly outcome: Result<readonly GivenFlag[]>;
};

export function parseInvocation(invocation: EtcdInvocation): ParsedInvocation | undefined {
  if (!invocation.argv.ok) return { invocation, outcome: invocation.argv };
  const parsed = parseCommandLine(invocation.argv.value, invocation.placeholders);
  if (parsed.kind === 'not_a_member') return undefined;
  const outcome = parsed.kind === 'flags' ? ok(parsed.flags) : fail(parsed.cause);
  return { invocation, outcome };
}

/** The configuration file that this etcd reads; `undefined` when it reads none or when that cannot be said. */
export function wantedConfigFile({ invocation, outcome }: ParsedInvocation): string | undefined {
  if (!outcome.ok) return undefined;
  const path = configFilePath(outcome.value, invocation.environment);
  return path.known && path.value !== '' ? path.value : undefined;
}

/** `configFile` is the text of the wanted configuration file, or why it could not be read. */
export function resolveSettings(
  { invocation, outcome }: ParsedInvocation,
  configFile: Result<string> | undefined,
): Resolution {
  if (!outcome.ok) return { resolved: false, cause: outcome.error };
  const { path, values } = chosenSource(invocation, outcome.value, configFile);
  if (!values.ok) return { resolved: false, cause: values.error };
  const settings = etcdSettings(values.value);
  const refusal = settingsRefusal(settings);
  if (refusal !== undefined) return { resolved: false, cause: refusal };
  const override = path.known ? undefined : path.cause;
  return {
    resolved: true,
    settings,
    security: peerSecurity(settings),
    clientSecurity: clientSecurity(settings),
    override,
  };
}

/** The path of etcd's configuration file, '' for none, and what counts with it or without it. */
type ChosenSource = { readonly path: Setting<string>; readonly values: ValueSourceResult };

/** `onIgnored` is told of the keys of a configuration file that have no effect. */
export function chosenSource(
  invocation: EtcdInvocation,
  flags: readonly GivenFlag[],
  configFile: Result<string> | undefined,
  onIgnored?: OnIgnored,
): ChosenSource {
  const path = configFilePath(flags, invocation.environment);
  return { path, values: chosenValues(invocation, flags, path, configFile, onIgnored) };
}

function chosenValues(
  invocation: EtcdInvocation,
  flags: readonly GivenFlag[],
  path: Setting<string>,
  configFile: Result<string> | undefined,
  onIgnored?: OnIgnored,
): ValueSourceResult {
  if (path.known && path.value !== '') {
    if (mentionsAny(path.value, invocation.placeholders))
      return failWith('environment_unresolved', `the path ${path.value} is only known to the kubelet`);
    if (configFile === undefined) return failWith('config_file_unreadable', `${path.value} was not read`);
    return configFile.ok ? configFileValues(configFile.value, onIgnored) : configFile;
  }
  return flagValues(flags, invocation);
}

/** The longest path that Linux takes; no list of URLs that somebody wrote is longer either. In characters. */
const maxTextLength = 4096;
const maxUrls = 64;

function bounded<T>(setting: Setting<T>, fits: (value: T) => boolean): Setting<T> {
  if (!setting.known || fits(setting.value)) return setting;
  return { known: false, cause: { reason: 'command_line_ambiguous', detail: 'a value is too long' } };
}

/** The flags whose settings are looked at, by asking for each. */
export function flagsLookedAt(): ReadonlySet<string> {
  const asked = new Set(['config-file']);
  etcdSettings({
    text: (flag) => {
      asked.add(flag);
      return known('', 'default');
    },
    boolean: (flag) => {
      asked.add(flag);
      return known(false, 'default');
    },
    urls: (flag) => {
      asked.add(flag);
      return known([], 'default');
    },
  });
  return asked;
}

function etcdSettings({ text: anyText, boolean, urls: anyUrls }: ValueSource): EtcdSettings {
  const text = (flag: string): Setting<string> =>
    bounded(anyText(flag), ({ length }) => length <= maxTextLength);
  const urls = (flag: UrlFlag): EtcdSettings['listenPeerUrls'] =>
    bounded(
      anyUrls(flag),
      (list) => list.length <= maxUrls && list.every((url) => url.text.length <= maxTextLength),
    );
  return {
    name: text('name'),
    dataDir: text('data-dir'),
    listenPeerUrls: urls('listen-peer-urls'),
    peerCertFile: text('peer-cert-file'),
    peerKeyFile: text('peer-key-file'),
    peerTrustedCaFile: text('peer-trusted-ca-file'),
    peerClientCertAuth: boolean('peer-client-cert-auth'),
    peerAutoTls: boolean('peer-auto-tls'),
    listenClientUrls: urls('listen-client-urls'),
    listenClientHttpUrls: urls('listen-client-http-urls'),
    certFile: text('cert-file'),
    keyFile: text('key-file'),
    trustedCaFile: text('trusted-ca-file'),
    clientCertAuth: boolean('client-cert-auth'),
    autoTls: boolean('auto-tls'),
    advertiseClientUrls: text('advertise-client-urls'),
    initialAdvertisePeerUrls: text('initial-advertise-peer-urls'),
  };
}
