// The web server with a certificate, and clients that have or lack one.

import { readFileSync } from 'node:fs';
import { type CertificateAuthority, createCertificateAuthority } from '../e2e/certificates.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { serveWeb, type Served } from './served-web.ts';

export const pair = 'cert_file: server.crt, key_file: server.key';
export const demanding = `${pair}, client_auth_type: RequireAndVerifyClientCert, client_ca_file: ca.crt`;
export const config = (fields: string): string => `tls_server_config: {${fields}}`;
export const refused = /hang up|ECONNRESET|alert|EPIPE/;

export type TlsServed = Served & {
  readonly directory: string;
  readonly ca: Buffer;
  readonly authority: CertificateAuthority;
};

export async function serveTls(fields: string): Promise<TlsServed> {
  const directory = temporaryDirectory();
  const authority = createCertificateAuthority(directory, 'ca');
  authority.issue('server');
  const served = await serveWeb(config(fields), { directory });
  return { ...served, directory, authority, ca: readFileSync(authority.certificate) };
}

export function clientOf(authority: CertificateAuthority): { cert: Buffer; key: Buffer } {
  const { certificate, key } = authority.issue('client');
  return { cert: readFileSync(certificate), key: readFileSync(key) };
}
