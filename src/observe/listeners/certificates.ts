// The certificate chain that a listener serves.

import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { PeerCertificate } from '../../model/listener.ts';

/** Limit of a chain; real ones are shorter. */
const maxChain = 10;

const beginningOfTime = new Date(0);
const endOfTime = new Date(8.64e15);

export function servedCertificates(socket: TLSSocket): readonly PeerCertificate[] {
  const chain: PeerCertificate[] = [];
  let next = socket.getPeerX509Certificate();
  while (next !== undefined && chain.length < maxChain) {
    chain.push(peerCertificate(next));
    // The issuer of a self-signed certificate is the certificate itself.
    next = next.issuerCertificate === next ? undefined : next.issuerCertificate;
  }
  return chain;
}

function peerCertificate(certificate: X509Certificate): PeerCertificate {
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  return {
    subject: certificate.subject.replaceAll('\n', ', '),
    issuer: certificate.issuer.replaceAll('\n', ', '),
    names: namesOf(certificate.subjectAltName ?? ''),
    notBefore: dateOr(certificate.validFrom, endOfTime),
    notAfter: dateOr(certificate.validTo, beginningOfTime),
    keyType: asymmetricKeyType ?? 'unknown',
    rsaBits: asymmetricKeyType === 'rsa' ? asymmetricKeyDetails?.modulusLength : undefined,
    signatureAlgorithm: certificate.signatureAlgorithm ?? certificate.signatureAlgorithmOid,
  };
}

/** An unreadable date counts as expired, or as not yet valid. The text is parsed, since Node.js turns an unreadable date into any date. */
function dateOr(text: string, otherwise: Date): Date {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? otherwise : date;
}

function namesOf(subjectAltName: string): readonly string[] {
  const names = subjectAltName.matchAll(/(DNS|IP Address):("(?:[^"\\]|\\.)*"|[^,]*)/g);
  return [...names].map(([, kind, name = '']) => {
    // An address as a DNS name covers nothing: peers compare addresses with the IP entries alone.
    return kind === 'DNS' && isIP(name) !== 0 ? `DNS:${name}` : name;
  });
}
