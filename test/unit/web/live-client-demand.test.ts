import { once } from 'node:events';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { connect, type ConnectionOptions } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { createCertificateAuthority } from '../../support/e2e/certificates.ts';
import { clientOf, config, demanding, pair, refused, serveTls, type TlsServed } from '../../support/web/served-tls.ts';
import { ask } from '../../support/web/served-web.ts';

test('a demand for client certificates comes into force without a restart, also for kept connections', async () => {
  const { port, ca, authority, write, reload } = await serveTls(pair);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  expect((await ask(port, '/', { ca, agent })).status).toBe(200);
  write(config(demanding));
  await expect(ask(port, '/', { ca, agent })).rejects.toThrow(refused);
  await expect(ask(port, '/', { ca })).rejects.toThrow(refused);
  expect((await ask(port, '/', { ca, ...clientOf(authority) })).status).toBe(200);
  write(config(pair));
  reload();
  expect((await ask(port, '/', { ca })).status).toBe(200);
});

test('a kept connection is closed when clients must show other certificates, and stays when one is renewed', async () => {
  const served = await serveTls(pair);
  const socket = connect({ host: '127.0.0.1', port: served.port, ca: served.ca });
  let isClosed = false;
  socket
    .on('error', () => undefined)
    .once('close', () => {
      isClosed = true;
    });
  const answer = once(socket, 'data');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await answer;
  served.authority.issue('later');
  served.write(config('cert_file: later.crt, key_file: later.key'));
  served.reload();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(isClosed).toBe(false);
  served.write(config(demanding));
  served.reload();
  await once(socket, 'close');
});

type Visit = { readonly answer: string; readonly resumed: boolean; readonly session: Buffer | undefined };

/** One request on a connection that offers to resume a session. */
function visit({ port, ca }: TlsServed, options: ConnectionOptions): Promise<Visit> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, ca, ...options });
    let [answer, session, resumed] = ['', undefined as Buffer | undefined, false];
    socket.once('secureConnect', () => {
      resumed = socket.isSessionReused();
    });
    socket.on('session', (given) => {
      session = given;
    });
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    socket.once('error', () => undefined);
    socket.once('close', () => resolve({ answer, resumed, session }));
    socket.write('GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  });
}

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'a session of %s from before the demand does not stand for a certificate',
  async (version) => {
    const served = await serveTls(pair);
    const versions = { minVersion: version, maxVersion: version } as const;
    const { session } = await visit(served, versions);
    const again = { ...versions, ...(session !== undefined && { session }) };
    const resumed = await visit(served, again);
    expect([resumed.resumed, resumed.answer.split(' ')[1]]).toEqual([true, '200']);
    served.write(config(demanding));
    served.reload();
    expect((await visit(served, again)).answer).toBe('');
  },
);

test('allowed names change without a restart', async () => {
  const { port, ca, authority, write, reload } = await serveTls(demanding);
  const client = clientOf(authority);
  expect((await ask(port, '/', { ca, ...client })).status).toBe(200);
  write(config(`${demanding}, client_allowed_sans: [other]`));
  reload();
  await expect(ask(port, '/', { ca, ...client })).rejects.toThrow(refused);
  write(config(`${demanding}, client_allowed_sans: [other, localhost]`));
  reload();
  expect((await ask(port, '/', { ca, ...client })).status).toBe(200);
});

test("a kept connection of the old authority's client is closed when the file holds another", async () => {
  const { port, ca, authority, directory, reload } = await serveTls(demanding);
  const socket = connect({ host: '127.0.0.1', port, ca, ...clientOf(authority) });
  socket.on('error', () => undefined);
  const [answer, closed] = [once(socket, 'data'), once(socket, 'close')];
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await answer;
  const other = createCertificateAuthority(join(directory, 'other'), 'ca');
  copyFileSync(other.certificate, join(directory, 'ca.crt'));
  reload();
  expect(await closed).toEqual([false]);
});

test("a new authority's clients are known after a reload, and the old one's are not", async () => {
  const { port, ca, authority, directory, reload, lines } = await serveTls(demanding);
  const [old, other] = [clientOf(authority), createCertificateAuthority(join(directory, 'other'), 'ca')];
  copyFileSync(other.certificate, join(directory, 'ca.crt'));
  reload();
  expect(lines.join('')).toContain('certificates of the web server were read again');
  expect((await ask(port, '/', { ca, ...clientOf(other) })).status).toBe(200);
  await expect(ask(port, '/', { ca, ...old })).rejects.toThrow(refused);
});

test('a demand that cannot be put in force is answered with 500, not without it', async () => {
  const { port, ca, write, directory, lines, authority } = await serveTls(pair);
  const authorities = readFileSync(join(directory, 'ca.crt'));
  writeFileSync(join(directory, 'ca.crt'), 'nonsense');
  write(config(demanding));
  expect((await ask(port, '/', { ca })).status).toBe(500);
  expect((await ask(port, '/', { ca })).status).toBe(500);
  expect(lines.filter((line) => line.includes('cannot be put in force'))).toHaveLength(1);
  writeFileSync(join(directory, 'ca.crt'), authorities);
  await expect(ask(port, '/', { ca })).rejects.toThrow(refused);
  expect((await ask(port, '/', { ca, ...clientOf(authority) })).status).toBe(200);
});
