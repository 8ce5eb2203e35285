import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCertificateAuthority } from '../../../support/e2e/certificates.ts';
import { freePort } from '../../../support/e2e/free-ports.ts';
import { created, reader, type Reply, statuses } from '../../../support/web/kubernetes/fake-api-server.ts';
import { timeOf } from '../../../support/stopwatch.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';
import { createTestAuthenticator } from '../../../support/web/kubernetes/test-authenticator.ts';

const json =
  (code: number, text: string): Reply =>
  (response) => {
    response.writeHead(code, { 'content-type': 'application/json' }).end(text);
  };

const noAnswer: readonly (readonly [string, Reply, RegExp])[] = [
  ['a 500', json(500, '{"kind":"Status","message":"etcd is \\"slow\\""}'), /answered 500 .*: etcd is "slow"$/],
  ['a 401 to our own token', json(401, '{"message":"Unauthorized"}'), /answered 401 .*: Unauthorized$/],
  ['a 200 that created nothing', json(200, '{}'), /answered 200 .*: no message$/],
  ['a redirect', (response) => response.writeHead(302, { location: '/' }).end(), /answered 302 /],
  ['no JSON', json(201, '<html>secret-token'), /^the API server answered no JSON$/],
  ['null', json(201, 'null'), /is no \w+Review with a status$/],
  ['an array', json(201, '[]'), /is no \w+Review with a status$/],
  ['another object', json(201, '{"kind":"Status","status":{}}'), /is no \w+Review with a status$/],
  ['an answer without end', (response) => void response.writeHead(201).write('{'.padEnd(300_000)), /more than 262144/],
  ['a connection that is cut', (response) => void response.destroy(), /socket hang up|ECONNRESET/],
  [
    'half an answer',
    (response) => {
      response.writeHead(201, { 'content-length': 1000 }).write('{"kind":');
      setTimeout(() => response.destroy(), 20);
    },
    /aborted|ECONNRESET/,
  ],
];

test.each(noAnswer.flatMap((row) => [['token', ...row] as const, ['access', ...row] as const]))(
  'asked for the %s review, %s is no yes: the API server is unavailable, and why is told',
  async (review, _, reply, trouble) => {
    const { server, ask, problems } = await createTestAuthenticator();
    server.answer({ [review]: reply });
    expect(await ask()).toBe('unavailable');
    expect(problems).toEqual([expect.stringMatching(trouble)]);
    server.answer({
      [review]:
        review === 'token'
          ? created('TokenReview', statuses.authenticated)
          : created('SubjectAccessReview', statuses.allowed),
    });
    expect(await ask()).toBe('allowed');
  },
);

test.each([
  { authenticated: 'true', user: reader },
  { authenticated: 1, user: reader },
  { authenticated: null, user: reader },
  { authenticated: true },
  { authenticated: true, user: {} },
  { authenticated: true, user: { username: '' } },
  { authenticated: true, user: { ...reader, uid: 1 } },
  { authenticated: true, user: { ...reader, groups: 'system:masters' } },
  { authenticated: true, user: { ...reader, groups: [1] } },
  { authenticated: true, user: { ...reader, extra: { scopes: 'all' } } },
])('a TokenReview with the status %j names nobody', async (status) => {
  const { server, ask, problems } = await createTestAuthenticator();
  server.answer({ token: created('TokenReview', status) });
  expect(await ask()).toBe('unavailable');
  expect(problems).toEqual(['the TokenReview names no user']);
});

test.each([{}, { allowed: 'true' }, { allowed: null }, { allowed: true, denied: 'no' }])(
  'a SubjectAccessReview with the status %j is no answer',
  async (status) => {
    const { server, ask } = await createTestAuthenticator();
    server.answer({ access: created('SubjectAccessReview', status) });
    expect(await ask()).toBe('unavailable');
  },
);

test.each<[string, Reply]>([
  ['hangs', () => undefined],
  ['hangs within its answer', (response) => void response.writeHead(201).write('{')],
  [
    'answers a byte at a time',
    (response) => {
      response.writeHead(201);
      const timer = setInterval(() => response.write(' '), 50);
      response.once('close', () => clearInterval(timer));
    },
  ],
])('an API server that %s is given up on in time', async (_, reply) => {
  const { server, ask, problems } = await createTestAuthenticator({ timeLimit: 400 });
  server.answer({ token: reply });
  const answer = ask();
  expect(await timeOf(answer)).toBeLessThan(1500);
  expect(await answer).toBe('unavailable');
  expect(problems).toEqual(['no answer within 400 ms']);
});

test('the time limit is one for both reviews', async () => {
  const { server, ask } = await createTestAuthenticator({ timeLimit: 600 });
  const late =
    (reply: Reply): Reply =>
    (response) =>
      void setTimeout(() => reply(response), 400);
  server.answer({
    token: late(created('TokenReview', statuses.authenticated)),
    access: late(created('SubjectAccessReview', statuses.allowed)),
  });
  expect(await ask()).toBe('unavailable');
});

test('a server that another authority signed gets no token to see', async () => {
  const directory = temporaryDirectory();
  createCertificateAuthority(directory, 'ca');
  writeFileSync(join(directory, 'token'), 'our-own');
  const { server, ask, problems } = await createTestAuthenticator({ directory });
  expect(await ask()).toBe('unavailable');
  expect(problems).toEqual([expect.stringMatching(/certificate/)]);
  expect(server.questions).toEqual([]);
});

test('an API server that is not there, or credentials that cannot be read, let nobody in', async () => {
  const { ask } = await createTestAuthenticator({ port: await freePort() });
  expect(await ask()).toBe('unavailable');
  const { ask: askWithout, problems } = await createTestAuthenticator({ directory: '/nonexistent' });
  expect(await askWithout()).toBe('unavailable');
  expect(problems).toEqual([expect.stringContaining('/nonexistent/')]);
});
