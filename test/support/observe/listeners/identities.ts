import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Identity = { readonly cert: Buffer; readonly key: Buffer };

type Make = {
  readonly key?: 'ec' | 'rsa:1024' | 'rsa:2048';
  readonly digest?: 'sha1' | 'sha256';
  readonly names?: string;
};

/** A self-signed certificate with its key: whom it names and how strong it is. */
export function makeIdentity(
  directory: string,
  subject: string,
  { key = 'ec', digest = 'sha256', names = 'IP:127.0.0.1' }: Make = {},
): Identity {
  const [cert, keyFile] = [join(directory, 'identity.crt'), join(directory, 'identity.key')];
  const curve = key === 'ec' ? ['-pkeyopt', 'ec_paramgen_curve:prime256v1'] : [];
  const newKey = ['-newkey', key, ...curve, '-noenc', '-keyout', keyFile, '-out', cert];
  const text = ['-subj', `/CN=${subject}`, '-addext', `subjectAltName=${names}`, `-${digest}`];
  execFileSync('openssl', ['req', '-x509', '-days', '10', ...newKey, ...text], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return { cert: readFileSync(cert), key: readFileSync(keyFile) };
}
