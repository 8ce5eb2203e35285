import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';

import { type CertificateAuthority, createCertificateAuthority } from './certificates.ts';
import { killEveryChild } from './child-process.ts';
import { refuseForeignEtcd } from './running-etcd.ts';

export type EtcdSuite = {
  readonly directory: () => string;
  readonly authority: () => CertificateAuthority;
};

// For a describe block whose tests each start an etcd of their own: one authority for all, and nothing left after each.
export function etcdSuite(): EtcdSuite {
  let directory: string;
  let authority: CertificateAuthority;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'peerproof-'));
    refuseForeignEtcd();
    authority = createCertificateAuthority(join(directory, 'pki'), 'etcd-ca');
  });
  afterEach(killEveryChild);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return { directory: () => directory, authority: () => authority };
}
