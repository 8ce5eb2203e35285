// Every rule, in the order of the benchmark. A new rule is a file in this room and a line here.

import type { Policy } from '../../model/report.ts';
import type { Rule } from '../rule.ts';
import { autoTls } from './auto-tls.ts';
import { clientCertificates } from './client-certificates.ts';
import { clientTls } from './client-tls.ts';
import { uniqueCa } from './unique-ca.ts';
import { peerAutoTls } from './peer-auto-tls.ts';
import { peerClientCertificates } from './peer-client-certificates.ts';
import { peerTls } from './peer-tls.ts';

export const rules: readonly Rule[] = [
  clientTls,
  clientCertificates,
  autoTls,
  peerTls,
  peerClientCertificates,
  peerAutoTls,
  uniqueCa,
];

/** The rules that the operator selects. */
export function rulesOf({ rules: ids }: Policy): readonly Rule[] {
  return rules.filter(({ text }) => ids.includes(text.id));
}
