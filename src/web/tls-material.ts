// Certificate, key and client CAs, as their files hold them now.

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Pem, TlsConfig } from './config/tls.ts';
import { fileIdentity, readSmallFile } from './small-file.ts';

/** Reads and checks the files: a half-written file must not replace a working one. Throws when they do not fit. */
export function readTlsMaterial(tls: TlsConfig): SecureContextOptions {
  const { certificate, key, clients, minVersion, maxVersion, ciphers, honorCipherOrder, ecdhCurve } = tls;
  const material = {
    cert: readPem(certificate),
    key: readPem(key),
    minVersion,
    maxVersion,
    ciphers,
    honorCipherOrder,
    ...(clients !== undefined && { ca: readAuthorities(clients.authorities) }),
    ...(ecdhCurve !== undefined && { ecdhCurve }),
  };
  checkPair(material.cert, material.key);
  createSecureContext(material);
  return material;
}

/** OpenSSL accepts a text without a key, and the server then has none. */
function checkPair(certificate: string, key: string): void {
  if (!new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key)))
    throw new Error('the key is not that of the certificate');
}

function readPem(pem: Pem): string {
  return 'inline' in pem ? pem.inline : readSmallFile(pem.file);
}

/** Throws for a text without a certificate, by which no client would be trusted. */
function readAuthorities(pem: Pem): string {
  const text = readPem(pem);
  try {
    void new X509Certificate(text);
    return text;
  } catch (error) {
    const source = 'inline' in pem ? 'client_ca' : pem.file;
    throw new Error(`${source} holds no certificate of an authority`, { cause: error });
  }
}

/** Returns a text that changes whenever a file changes. */
export function materialIdentity({ certificate, key, clients }: TlsConfig): string {
  const pems = [certificate, key, ...(clients === undefined ? [] : [clients.authorities])];
  return pems.map((pem) => ('file' in pem ? fileIdentity(pem.file) : '')).join('\n');
}
