// Every recommendation that is evaluated, in the order of the benchmark. Adding one is a file in rules/ and a line here.

import type { Rule } from './judgement.ts';
import { autoTls } from './rules/auto-tls.ts';
import { clientCertificates } from './rules/client-certificates.ts';
import { clientTls } from './rules/client-tls.ts';
import { ownAuthority } from './rules/own-authority.ts';
import { peerAutoTls } from './rules/peer-auto-tls.ts';
import { peerClientCertificates } from './rules/peer-client-certificates.ts';
import { peerTls } from './rules/peer-tls.ts';

export const rules: readonly Rule[] = [
  clientTls,
  clientCertificates,
  autoTls,
  peerTls,
  peerClientCertificates,
  peerAutoTls,
  ownAuthority,
];
