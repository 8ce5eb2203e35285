// tls_server_config: certificate and key, demand on clients, versions, suites and curves.

import { resolve } from 'node:path';
import { booleanField, type Fields, knownFields, listField, secretField, textField } from './fields.ts';
import { curves, tls12Suites, tls13Suites, tlsVersions } from './tls-names.ts';
import { WebConfigError } from './document.ts';

/** A PEM text, or the file that holds it. */
export type Pem = { readonly file: string } | { readonly inline: string };

export type ClientDemand = {
  readonly authorities: Pem;
  /** Names, any of which a client's certificate must have; `undefined` allows every name. */
  readonly allowedSans: readonly string[] | undefined;
};

type TlsVersion = (typeof tlsVersions)[keyof typeof tlsVersions];

export type TlsConfig = {
  readonly certificate: Pem;
  readonly key: Pem;
  /** The certificate that clients must show; `undefined` without a demand. */
  readonly clients: ClientDemand | undefined;
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
  /** Suites as a list of OpenSSL. */
  readonly ciphers: string;
  readonly honorCipherOrder: boolean;
  readonly ecdhCurve: string | undefined;
};

const known = [
  'cert',
  'key',
  'client_ca',
  'cert_file',
  'key_file',
  'client_auth_type',
  'client_ca_file',
  'client_allowed_sans',
  'min_version',
  'max_version',
  'cipher_suites',
  'prefer_server_cipher_suites',
  'curve_preferences',
];

/** Returns `undefined` without TLS. Relative paths start at `directory`. Throws a WebConfigError. */
export function readTlsConfig(value: unknown, directory: string): TlsConfig | undefined {
  const fields = knownFields(value, 'tls_server_config', known);
  if (fields.values.size === 0) return undefined;
  const pem = (inlineKey: string): Pem | undefined => pemField(fields, inlineKey, directory);
  const curveNames = namesOf(fields, 'curve_preferences', curves);
  return {
    certificate: pem('cert') ?? missing('cert_file or cert'),
    key: pem('key') ?? missing('key_file or key'),
    clients: clientDemand(fields, pem('client_ca')),
    ...versions(fields),
    ciphers: ciphers(fields),
    honorCipherOrder: booleanField(fields, 'prefer_server_cipher_suites') ?? true,
    ecdhCurve: curveNames.length === 0 ? undefined : curveNames.join(':'),
  };
}

function pemField(fields: Fields, inlineKey: string, directory: string): Pem | undefined {
  const fileKey = `${inlineKey}_file`;
  const [file, inline] = [textField(fields, fileKey) ?? '', secretField(fields, inlineKey) ?? ''];
  if (file !== '' && inline !== '') throw new WebConfigError(`${fileKey} or ${inlineKey}`, 'both');
  if (inline !== '') return { inline };
  return file === '' ? undefined : { file: resolve(directory, file) };
}

function missing(keys: string): never {
  throw new WebConfigError(`${keys} to be set`, 'nothing');
}

/** Refuses Go's other types, which admit clients without a verified certificate. */
function clientDemand(fields: Fields, authorities: Pem | undefined): ClientDemand | undefined {
  const type = textField(fields, 'client_auth_type') ?? '';
  const allowedSans = listField(fields, 'client_allowed_sans');
  if (type === 'RequireAndVerifyClientCert')
    return { authorities: authorities ?? missing('client_ca_file or client_ca'), allowedSans };
  if (type !== '' && type !== 'NoClientCert')
    throw new WebConfigError('client_auth_type to be RequireAndVerifyClientCert or NoClientCert', type);
  const unusedKey = authorities !== undefined ? 'a client_ca_file or client_ca' : allowedSans && 'client_allowed_sans';
  if (unusedKey !== undefined)
    throw new WebConfigError(`client_auth_type to be RequireAndVerifyClientCert with ${unusedKey}`, type || 'nothing');
  return undefined;
}

function versions(fields: Fields): Pick<TlsConfig, 'minVersion' | 'maxVersion'> {
  const version = (key: string, fallback: keyof typeof tlsVersions): TlsVersion => {
    const name = textField(fields, key) ?? fallback;
    const found = Object.entries(tlsVersions).find(([goName]) => goName === name)?.[1];
    if (found === undefined) throw new WebConfigError(`${key} to be TLS12 or TLS13`, JSON.stringify(name));
    return found;
  };
  const [minVersion, maxVersion] = [version('min_version', 'TLS12'), version('max_version', 'TLS13')];
  if (minVersion > maxVersion)
    throw new WebConfigError('min_version to be no higher than max_version', 'TLS13 and TLS12');
  return { minVersion, maxVersion };
}

function ciphers(fields: Fields): string {
  const suites13 = Object.fromEntries(tls13Suites.map((suite) => [suite, suite]));
  const configured = namesOf(fields, 'cipher_suites', { ...tls12Suites, ...suites13 });
  const names = configured.length === 0 ? Object.values(tls12Suites) : configured;
  return [...tls13Suites, ...names.filter((name) => !tls13Suites.includes(name))].join(':');
}

function namesOf(fields: Fields, key: string, table: Readonly<Record<string, string>>): readonly string[] {
  return (listField(fields, key) ?? []).map((name) => {
    const found = Object.hasOwn(table, name) ? table[name] : undefined;
    if (found === undefined)
      throw new WebConfigError(`${key} to be of ${Object.keys(table).join(', ')}`, JSON.stringify(name));
    return found;
  });
}
