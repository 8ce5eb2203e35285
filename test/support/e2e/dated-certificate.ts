import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { KeyPair } from './certificates.ts';

export type Dated = {
  readonly from: Date;
  readonly to: Date;
  readonly names: string;
  readonly key?: 'rsa:1024' | 'rsa:2048';
  readonly digest?: 'sha1' | 'sha256';
};

// Self-signed, valid in any period: `openssl req` alone knows only periods that begin now.
export function createDatedCertificate(directory: string, dated: Dated): KeyPair {
  const { from, to, names, key = 'rsa:2048', digest = 'sha256' } = dated;
  mkdirSync(directory, { recursive: true });
  const file = (name: string): string => join(directory, name);
  writeFileSync(file('ca.cnf'), authorityConfig(directory, names));
  writeFileSync(file('index.txt'), '');
  writeFileSync(file('serial'), '01\n');
  const pair = { certificate: file('peer.crt'), key: file('peer.key') };
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  };
  const subject = ['-config', file('ca.cnf'), '-subj', '/CN=peer'];
  openssl('req', '-new', ...subject, '-newkey', key, '-noenc', '-keyout', pair.key, '-out', file('peer.csr'));
  const period = ['-startdate', asn1Time(from), '-enddate', asn1Time(to), '-md', digest];
  const paths = ['-keyfile', pair.key, '-in', file('peer.csr'), '-out', pair.certificate];
  openssl('ca', '-batch', '-selfsign', '-notext', '-config', file('ca.cnf'), ...period, ...paths);
  return pair;
}

function authorityConfig(directory: string, names: string): string {
  return [
    '[ca]\ndefault_ca = own',
    `[own]\ndatabase = ${directory}/index.txt\nserial = ${directory}/serial\nnew_certs_dir = ${directory}`,
    'policy = any\nx509_extensions = extensions',
    '[any]\ncommonName = supplied',
    `[extensions]\nsubjectAltName = ${names}`,
    '[req]\ndistinguished_name = subject',
    '[subject]\n',
  ].join('\n');
}

function asn1Time(date: Date): string {
  return `${date.toISOString().replaceAll(/\D/g, '').slice(0, 14)}Z`;
}
