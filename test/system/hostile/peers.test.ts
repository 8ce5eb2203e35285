// Peers that answer to do harm, and processes that name listeners of others.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:tls';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { certificateNotes } from '../../../src/evaluate/listener-notes.ts';
import type { PeerCertificate } from '../../../src/model/listener.ts';
import { probePeer } from '../../../src/observe/listeners/peer-probe.ts';
import { listenerSentence } from '../../../src/publish/reports/listener-sentence.ts';
import { probeAddress } from '../../../src/resolve/probe-address.ts';
import { probedListener, runningMember, tls } from '../../support/evaluate/probed-members.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const limits = { connectTimeout: 1000, totalTimeout: 3000 };

/** A self-signed certificate whose dates are overwritten. */
function certificateWithDates(dates: readonly (string | undefined)[]): {
  readonly key: string;
  readonly cert: string;
} {
  const directory = temporaryDirectory();
  const [key, der] = [join(directory, 'key.pem'), join(directory, 'certificate.der')];
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', '-keyout', key];
  const request = ['req', '-x509', ...ec, '-subj', '/CN=peer', '-days', '10', '-outform', 'DER', '-out', der];
  execFileSync('openssl', request, { stdio: 'ignore' });
  const bytes = readFileSync(der);
  const places = [...bytes.toString('latin1').matchAll(/\d{12}Z/g)];
  for (const [index, date] of dates.entries()) if (date !== undefined) bytes.write(date, places[index]?.index ?? 0);
  const base64 = bytes.toString('base64').replace(/.{64}/g, '$&\n');
  return {
    key: readFileSync(key, 'utf8'),
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  };
}

async function served(dates: readonly (string | undefined)[]): Promise<PeerCertificate | undefined> {
  const server = createServer(certificateWithDates(dates), (socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const answer = await probePeer({ host: '127.0.0.1', port }, limits);
  expect(() =>
    listenerSentence({ url: 'https://127.0.0.1:1', answer, askedAt: new Date(), exposesKeyspace: undefined }),
  ).not.toThrow();
  return answer.kind === 'tls' ? answer.certificates[0] : undefined;
}

describe('a certificate', () => {
  test.each([
    ['begin', ['991399000000Z']],
    ['end', [undefined, '991399000000Z']],
    ['end, and holds no digits', [undefined, 'zzzzzzzzzzzzZ']],
    ['end, and holds NUL bytes', [undefined, '\0'.repeat(13)]],
  ])('with a date that is none for its %s counts as expired and stops nobody', async (_what, dates) => {
    const certificate = await served(dates);
    if (certificate === undefined) throw new Error('No certificate was served');
    const found = runningMember([probedListener('https://127.0.0.1:2380', tls({ demands: true, certificate }))]);
    const notes = certificateNotes(found, new Date());
    expect(notes.map(({ reason }) => reason)).toContain('peer_certificate_expired');
  });
});

describe('a process that names a listener of somebody else', () => {
  const place = { shared: true, addresses: ['127.0.0.1', '192.0.2.11', '2001:db8::11'] };

  test.each([
    ['http://192.0.2.200:80', false],
    ['https://[2001:db8::99]:443', false],
    ['https://169.254.169.254:80', false],
    ['https://[fe80::1%x/../y]:2380', false],
    ['https://192.0.2.11:2380', true],
    ['https://[2001:DB8:0::11]:2380', true],
    ['https://127.0.0.53:2380', true],
    ['https://localhost:2380', true],
  ] as const)('at %s has the agent probe it: %s', (text, isProbed) => {
    const scheme = text.startsWith('https') ? 'https' : 'http';
    expect(probeAddress({ scheme, text }, place, '192.0.2.11').ok).toBe(isProbed);
  });
});
