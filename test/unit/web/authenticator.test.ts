import { hashSync } from 'bcryptjs';
import { expect, onTestFinished, test } from 'vitest';
import { createWeb } from '../../../src/commands/serve-web.ts';
import type { Access, Authenticator } from '../../../src/web/authenticator.ts';
import { ask, plainContent, serveWeb, silentLog } from '../../support/web/served-web.ts';

const saying = (answer: Access): Authenticator => ({
  challenge: 'Bearer',
  authenticate: async () => answer,
});
const failing: Authenticator = {
  challenge: 'Bearer',
  authenticate: async () => {
    throw new Error('out of reach');
  },
};

test('an authenticator that fails lets nobody in', async () => {
  const { port } = await serveWeb('{}', { authenticator: failing });
  expect((await ask(port, '/metrics')).status).toBe(503);
});

test.each([
  ['allowed', 200],
  ['unauthenticated', 401],
  ['forbidden', 403],
  ['unavailable', 503],
] as const)('who is %s gets %i on every path', async (answer, status) => {
  const { port } = await serveWeb('{}', { authenticator: saying(answer) });
  for (const path of ['/metrics', '/', '/api/v1/report']) expect((await ask(port, path)).status).toBe(status);
});

const byToken: Authenticator = {
  challenge: 'Bearer',
  authenticate: async ({ authorization }) => (authorization === 'Bearer good' ? 'allowed' : 'unauthenticated'),
};
const withUsers = `basic_auth_users: {me: ${hashSync('right', 4)}}`;

test('an authenticator sees the headers, and its challenge is told', async () => {
  const { port } = await serveWeb('{}', { authenticator: byToken });
  const { status, headers } = await ask(port, '/');
  expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer']);
  expect((await ask(port, '/', { headers: { authorization: 'Bearer good' } })).status).toBe(200);
});

test('users beside another authenticator are refused at the start', async () => {
  await expect(serveWeb(withUsers, { authenticator: byToken })).rejects.toThrow(
    /no basic_auth_users beside --web.authentication=kubernetes/,
  );
});

test('users that are added beside another authenticator later let nobody in until they are gone', async () => {
  const { port, write, lines } = await serveWeb('{}', { authenticator: byToken });
  const asBoth = async (): Promise<readonly number[]> => [
    (await ask(port, '/', { auth: 'me:right' })).status,
    (await ask(port, '/', { headers: { authorization: 'Bearer good' } })).status,
  ];
  write(withUsers);
  expect(await asBoth()).toEqual([500, 500]);
  expect(lines.join('')).toMatch(/expected no basic_auth_users beside/);
  write('{}');
  expect(await asBoth()).toEqual([401, 200]);
});

test('an authenticator holds without a web configuration, too', async () => {
  const { app, close, reload } = await createWeb(undefined, plainContent, silentLog, saying('forbidden'));
  onTestFinished(close);
  await app.listen({ host: '127.0.0.1', port: 0 });
  reload();
  const address = app.server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  expect((await ask(port, '/metrics')).status).toBe(403);
});

test('nothing is made for a request that is refused', async () => {
  let made = 0;
  const content = {
    ...plainContent,
    refresh: async () => {
      made += 1;
    },
  };
  const { port } = await serveWeb('{}', { content, authenticator: saying('forbidden') });
  for (const path of ['/metrics', '/', '/api/v1/report']) await ask(port, path);
  expect(made).toBe(0);
});
