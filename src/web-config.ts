// --web.config.file: the TLS part of the format that Prometheus' exporter-toolkit documents. Strict: what is not supported is refused,
// so that a file that asks for protection is never served without it.

import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { OptionError } from './option-values.ts';

export type WebTls = {
  readonly certFile: string;
  readonly keyFile: string;
  /** Clients must show a certificate signed by one of these authorities; `undefined`: none is asked for. */
  readonly clientCaFile: string | undefined;
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
};

const tlsVersions = { TLS12: 'TLSv1.2', TLS13: 'TLSv1.3' } as const;
type TlsVersion = (typeof tlsVersions)[keyof typeof tlsVersions];

const tlsKeys = ['cert_file', 'key_file', 'client_auth_type', 'client_ca_file', 'min_version', 'max_version'];

/** Reads a web configuration; `undefined` when it asks for nothing. Throws an OptionError that names what is wrong. */
export async function readWebConfig(path: string): Promise<WebTls | undefined> {
  const refuse = (expected: string, given: string): never => {
    throw new OptionError('--web.config.file', expected, `${path}: ${given}`);
  };
  const root = mapping(await readYaml(path, refuse), 'the file', refuse);
  for (const key of Object.keys(root)) {
    if (key !== 'tls_server_config')
      refuse('tls_server_config and nothing else (this version supports no more)', key);
  }
  const tls = mapping(root['tls_server_config'], 'tls_server_config', refuse);
  if (Object.keys(tls).length === 0) return undefined;
  for (const key of Object.keys(tls)) {
    if (!tlsKeys.includes(key)) refuse(`in tls_server_config: ${tlsKeys.join(', ')}`, key);
  }
  return webTls(tls, path, refuse);
}

type Refuse = (expected: string, given: string) => never;

async function readYaml(path: string, refuse: Refuse): Promise<unknown> {
  try {
    return parse(await readFile(path, 'utf8'), { prettyErrors: false });
  } catch (error) {
    return refuse('a readable YAML file', error instanceof Error ? error.message : String(error));
  }
}

function mapping(value: unknown, what: string, refuse: Refuse): Readonly<Record<string, unknown>> {
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value))
    return refuse(`${what} to be a mapping`, JSON.stringify(value));
  return { ...value };
}

function webTls(tls: Readonly<Record<string, unknown>>, path: string, refuse: Refuse): WebTls {
  const text = (key: string): string => {
    const value = tls[key] ?? '';
    return typeof value === 'string' ? value : refuse(`${key} to be a string`, JSON.stringify(value));
  };
  const file = (key: string): string =>
    text(key) === '' ? refuse(`${key} to be set`, 'nothing') : resolve(dirname(path), text(key));
  const version = (key: string, fallback: TlsVersion): TlsVersion => {
    if (text(key) === '') return fallback;
    return (
      Object.entries(tlsVersions).find(([name]) => name === text(key))?.[1] ??
      refuse(`${key} to be TLS12 or TLS13`, text(key))
    );
  };
  const [minVersion, maxVersion] = [version('min_version', 'TLSv1.2'), version('max_version', 'TLSv1.3')];
  if (minVersion > maxVersion)
    refuse(
      'min_version to be no higher than max_version',
      `${text('min_version')} and ${text('max_version')}`,
    );
  const clientCaFile = demandsClientCertificate(text, refuse) ? file('client_ca_file') : undefined;
  return { certFile: file('cert_file'), keyFile: file('key_file'), clientCaFile, minVersion, maxVersion };
}

/** The types in between ask for a certificate and let clients in without a verified one. */
function demandsClientCertificate(text: (key: string) => string, refuse: Refuse): boolean {
  const type = text('client_auth_type');
  if (type === 'RequireAndVerifyClientCert') return true;
  if (type !== '' && type !== 'NoClientCert') {
    refuse('client_auth_type to be RequireAndVerifyClientCert or NoClientCert', type);
  }
  if (text('client_ca_file') !== '')
    refuse('client_auth_type to be RequireAndVerifyClientCert with a client_ca_file', type || 'nothing');
  return false;
}
