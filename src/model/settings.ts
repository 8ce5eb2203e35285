// etcd's settings that a verdict needs, one line each. Types, flags, variables and keys of its file derive from this table.

import type { Cause } from './reason.ts';
import { keysOf } from './record.ts';
import { failWith, ok, type Result } from './result.ts';

export type Origin = 'flag' | 'environment' | 'config_file' | 'default';

type KnownSetting<T> = { readonly known: true; readonly value: T; readonly origin: Origin };
type UnknownSetting = { readonly known: false; readonly cause: Cause };
/** An effective value with its origin, or the cause for which it is not known. */
export type Setting<T> = KnownSetting<T> | UnknownSetting;

export type ListenUrl = { readonly scheme: 'http' | 'https' | 'unix' | 'unixs'; readonly text: string };

/** The listeners that a setting is about. */
export type Side = 'peer' | 'client';

/** The values of each kind of setting. */
type SettingValues = {
  readonly text: string;
  readonly boolean: boolean;
  readonly urls: readonly ListenUrl[];
};

export type SettingValue = SettingValues[keyof SettingValues];

export type SettingDefinition = {
  /** Name of the flag, without dashes. */
  readonly flag: string;
  readonly kind: keyof SettingValues;
  readonly side?: Side;
  /** The text that etcd uses where nothing is given; empty without this. */
  readonly default?: string;
};

const peerUrl = 'http://localhost:2380';
const clientUrl = 'http://localhost:2379';

const table = {
  name: { flag: 'name', kind: 'text', default: 'default' },
  dataDir: { flag: 'data-dir', kind: 'text' },
  listenPeerUrls: { flag: 'listen-peer-urls', kind: 'urls', side: 'peer', default: peerUrl },
  peerCertFile: { flag: 'peer-cert-file', kind: 'text', side: 'peer' },
  peerKeyFile: { flag: 'peer-key-file', kind: 'text', side: 'peer' },
  peerTrustedCaFile: { flag: 'peer-trusted-ca-file', kind: 'text', side: 'peer' },
  peerClientCertAuth: { flag: 'peer-client-cert-auth', kind: 'boolean', side: 'peer' },
  peerAutoTls: { flag: 'peer-auto-tls', kind: 'boolean', side: 'peer' },
  listenClientUrls: { flag: 'listen-client-urls', kind: 'urls', side: 'client', default: clientUrl },
  // HTTP is served where gRPC is, unless this is set.
  listenClientHttpUrls: { flag: 'listen-client-http-urls', kind: 'urls', side: 'client' },
  certFile: { flag: 'cert-file', kind: 'text', side: 'client' },
  keyFile: { flag: 'key-file', kind: 'text', side: 'client' },
  trustedCaFile: { flag: 'trusted-ca-file', kind: 'text', side: 'client' },
  clientCertAuth: { flag: 'client-cert-auth', kind: 'boolean', side: 'client' },
  autoTls: { flag: 'auto-tls', kind: 'boolean', side: 'client' },
  advertiseClientUrls: { flag: 'advertise-client-urls', kind: 'text', default: clientUrl },
  initialAdvertisePeerUrls: { flag: 'initial-advertise-peer-urls', kind: 'text', default: peerUrl },
} as const satisfies Readonly<Record<string, SettingDefinition>>;

type Table = typeof table;
export type SettingName = keyof Table;
export type EtcdSettings = { readonly [N in SettingName]: Setting<SettingValues[Table[N]['kind']]> };

export const settingDefinitions: Readonly<Record<SettingName, SettingDefinition>> = table;
export const settingNames: readonly SettingName[] = keysOf(table);

const namesByFlag = new Map(settingNames.map((name) => [settingDefinitions[name].flag, name]));

/** Finds the setting of a flag; `undefined`: no verdict needs this flag. */
export function settingOfFlag(flag: string): SettingName | undefined {
  return namesByFlag.get(flag);
}

/** Settings that decide how peers are served. */
export const peerSettings = settingsOf('peer');

/** Settings that decide how clients are served. */
export const clientSettings = settingsOf('client');

function settingsOf(side: Side): readonly SettingName[] {
  return settingNames.filter((name) => settingDefinitions[name].side === side);
}

/** Position of a setting in etcd's configuration file: TLS in a section for each side, anything else at the top level (''). */
export type FileKey = {
  readonly section: '' | 'peer-transport-security' | 'client-transport-security';
  readonly key: string;
};

export function fileKey({ flag, kind, side }: SettingDefinition): FileKey {
  if (side === undefined || kind === 'urls') return { section: '', key: flag };
  return { section: `${side}-transport-security`, key: side === 'peer' ? flag.slice('peer-'.length) : flag };
}

/** Writes a key as `section.key`. */
export function fileKeyText({ section, key }: FileKey): string {
  return section === '' ? key : `${section}.${key}`;
}

export function variableName(flag: string): string {
  return `ETCD_${flag.toUpperCase().replaceAll('-', '_')}`;
}

/** The text of a value, as its flag takes it. */
export function settingText(value: SettingValue): string {
  return typeof value === 'object' ? value.map(({ text }) => text).join(',') : String(value);
}

/** Readers of a source by kind. An error is etcd's refusal of the whole configuration, whether or not anything uses the setting. */
type SettingReaders = {
  readonly [K in keyof SettingValues]: (definition: SettingDefinition) => Result<Setting<SettingValues[K]>, string>;
};

export function readSettings(readers: SettingReaders): Result<EtcdSettings> {
  const settings: Record<string, Setting<SettingValue>> = {};
  for (const name of settingNames) {
    const definition = settingDefinitions[name];
    const setting = readers[definition.kind](definition);
    if (!setting.ok) return failWith('etcd_rejects_configuration', setting.error);
    settings[name] = setting.value;
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each setting comes from the reader of its kind
  return ok(settings as EtcdSettings);
}

export function known<T>(value: T, origin: Origin): KnownSetting<T> {
  return { known: true, value, origin };
}

export function unknown(cause: Cause): UnknownSetting {
  return { known: false, cause };
}

/** The settings of the peer or client listeners, under the names that both share. */
export type SideSettings = {
  readonly side: Side;
  /** First part of the names of its TLS flags. */
  readonly prefix: 'peer-' | '';
  /** Lists of URLs, by flag. */
  readonly urls: Readonly<Record<string, Setting<readonly ListenUrl[]>>>;
} & Pick<EtcdSettings, 'certFile' | 'keyFile' | 'trustedCaFile' | 'clientCertAuth' | 'autoTls'>;

export function sideSettings(settings: EtcdSettings, side: Side): SideSettings {
  const { listenPeerUrls, listenClientUrls, listenClientHttpUrls } = settings;
  if (side === 'client') {
    const urls = { 'listen-client-urls': listenClientUrls, 'listen-client-http-urls': listenClientHttpUrls };
    return { ...settings, side, prefix: '', urls };
  }
  return {
    side,
    prefix: 'peer-',
    urls: { 'listen-peer-urls': listenPeerUrls },
    certFile: settings.peerCertFile,
    keyFile: settings.peerKeyFile,
    trustedCaFile: settings.peerTrustedCaFile,
    clientCertAuth: settings.peerClientCertAuth,
    autoTls: settings.peerAutoTls,
  };
}

/** `unixs` of peers is TLS on etcd 3.4 and plaintext since, so it counts as plaintext. */
export function isTls({ scheme }: ListenUrl, side: Side): boolean {
  return scheme === 'https' || (scheme === 'unixs' && side === 'client');
}
