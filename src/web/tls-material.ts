// Certificate, key and client authorities, as their files are at this moment.

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Pem, TlsConfig } from './config/tls.ts';
import { fileIdentity, readSmallFile } from './small-file.ts';

/** Checks the files before they are used: a half-written file must not replace a working one. Throws. */
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
    const where = 'inline' in pem ? 'client_ca' : pem.file;
    throw new Error(`${where} holds no certificate of an authority`, { cause: error });
  }
}

/** A text that changes whenever one of the files does. */
export function materialIdentity({ certificate, key, clients }: TlsConfig): string {
  const pems = [certificate, key, ...(clients === undefined ? [] : [clients.authorities])];
  return pems.map((pem) => ('file' in pem ? fileIdentity(pem.file) : '')).join('\n');
}
