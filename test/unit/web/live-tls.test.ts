import { readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { type CertificateAuthority, createCertificateAuthority } from '../../support/e2e/certificates.ts';
import { waitUntil } from '../../support/e2e/wait-until.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { clientOf, config, demanding, pair, refused, serveTls } from '../../support/web/served-tls.ts';
import { ask, serveWeb } from '../../support/web/served-web.ts';

test.each([
  ['ca.crt', ''],
  ['ca.crt', 'nonsense'],
  ['server.crt', 'nonsense'],
  ['server.key', ''],
])('when %s becomes %j the old ones stay in force, and it is told once', async (name, text) => {
  const { port, ca, authority, directory, reload, lines } = await serveTls(demanding);
  const client = clientOf(authority);
  const before = readFileSync(join(directory, name));
  writeFileSync(join(directory, name), text);
  reload();
  reload();
  expect((await ask(port, '/', { ca, ...client })).status).toBe(200);
  await expect(ask(port, '/', { ca })).rejects.toThrow(refused);
  const logged = (): number => lines.filter((line) => line.includes('do not fit; the old ones')).length;
  expect(logged()).toBe(1);
  writeFileSync(join(directory, name), before);
  reload();
  expect(logged()).toBe(1);
  expect(lines.filter((line) => line.includes('were read again'))).toHaveLength(1);
  expect((await ask(port, '/', { ca, ...client })).status).toBe(200);
});

test('the swap of a mounted Secret is followed within seconds', async () => {
  const directory = temporaryDirectory();
  const [old, later] = ['old', 'later'].map((name) => {
    const authority = createCertificateAuthority(join(directory, `..${name}`), 'ca');
    authority.issue('server');
    return authority;
  });
  // As kubelet has it: files that lead through one link, which is replaced as a whole.
  symlinkSync('..old', join(directory, '..data'));
  for (const name of ['server.crt', 'server.key', 'ca.crt']) symlinkSync(`..data/${name}`, join(directory, name));
  const { port } = await serveWeb(config(pair), { directory });
  const subject = async (authority: CertificateAuthority | undefined): Promise<number> =>
    (await ask(port, '/', { ca: readFileSync(authority?.certificate ?? '') })).status;
  expect(await subject(old)).toBe(200);
  symlinkSync('..later', join(directory, '..next'));
  renameSync(join(directory, '..next'), join(directory, '..data'));
  expect(
    await waitUntil(async () => subject(later).catch(() => undefined), {
      timeoutMs: 20_000,
      everyMs: 50,
      describe: () => 'the new certificate',
    }),
  ).toBe(200);
  await expect(subject(old)).rejects.toThrow(/certificate/);
});

test('another certificate, version or suite of the file is what new connections get', async () => {
  const { port, ca, write, reload, authority } = await serveTls(pair);
  authority.issue('later');
  const look = (): Promise<readonly [string, string]> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, ca }, () => {
        resolve([String(socket.getPeerCertificate().subject.CN), String(socket.getProtocol())]);
        socket.destroy();
      });
      socket.once('error', reject);
    });
  expect(await look()).toEqual(['server', 'TLSv1.3']);
  write(config('cert_file: later.crt, key_file: later.key, max_version: TLS12'));
  reload();
  expect(await look()).toEqual(['later', 'TLSv1.2']);
});
