// Every recommendation that is evaluated. Adding one is a file in rules/ and a line here.

import type { Rule } from './judgement.ts';
import { peerClientCertificates } from './rules/peer-client-certificates.ts';
import { peerTls } from './rules/peer-tls.ts';

export const rules: readonly Rule[] = [peerTls, peerClientCertificates];
