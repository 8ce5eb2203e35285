import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type KeyPair = { readonly certificate: string; readonly key: string };

export type CertificateAuthority = KeyPair & {
  readonly issue: (name: string) => KeyPair;
};

// One certificate serves as server and client, as kubeadm makes them: etcd dials itself and its peers with it.
const leafExtensions = [
  'basicConstraints = critical, CA:FALSE',
  'keyUsage = critical, digitalSignature',
  'extendedKeyUsage = serverAuth, clientAuth',
  'subjectAltName = IP:127.0.0.1, IP:::1, DNS:localhost',
];

const authorityExtensions = [
  'basicConstraints = critical, CA:TRUE',
  'keyUsage = critical, keyCertSign, cRLSign',
  'subjectKeyIdentifier = hash',
];

export function createCertificateAuthority(directory: string, name: string): CertificateAuthority {
  mkdirSync(directory, { recursive: true });
  const authority = create(directory, name, authorityExtensions, []);
  const signedBy = ['-CA', authority.certificate, '-CAkey', authority.key];
  return { ...authority, issue: (leaf) => create(directory, leaf, leafExtensions, signedBy) };
}

function create(directory: string, name: string, extensions: readonly string[], signedBy: readonly string[]): KeyPair {
  const pair = { certificate: join(directory, `${name}.crt`), key: join(directory, `${name}.key`) };
  const config = join(directory, `${name}.cnf`);
  writeFileSync(config, requestConfig(name, extensions));
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', '-keyout', pair.key];
  // Longer than the month before an expiry, in which it is told.
  const request = ['req', '-x509', '-config', config, '-days', '90', ...newKey, '-out', pair.certificate];
  execFileSync('openssl', [...request, ...signedBy], { stdio: ['ignore', 'ignore', 'pipe'] });
  return pair;
}

// Our own file, so that the machine's openssl.cnf adds nothing.
function requestConfig(commonName: string, extensions: readonly string[]): string {
  return [
    '[req]',
    'prompt = no',
    'distinguished_name = subject',
    'x509_extensions = extensions',
    '[subject]',
    `CN = ${commonName}`,
    '[extensions]',
    ...extensions,
    '',
  ].join('\n');
}
