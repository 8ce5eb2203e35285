import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  accessReviewBody,
  created,
  reader,
  reviewPaths,
  statuses,
  tokenReviewBody,
} from '../../../support/web/kubernetes/fake-api-server.ts';
import { createTestAuthenticator, limits } from '../../../support/web/kubernetes/test-authenticator.ts';

test('the authenticator sends what the real API server accepts, with its own token, and lets in who is allowed', async () => {
  const { server, ask, problems } = await createTestAuthenticator();
  expect(await ask('a.b-c_d')).toBe('allowed');
  const authorization = 'Bearer our-own';
  expect(server.questions).toEqual([
    { path: reviewPaths.token, authorization, body: tokenReviewBody('a.b-c_d') },
    { path: reviewPaths.access, authorization, body: accessReviewBody(reader) },
  ]);
  expect(problems).toEqual([undefined]);
});

test('a token that nobody has is unauthenticated, and no right is asked for', async () => {
  const { server, ask } = await createTestAuthenticator();
  server.answer({ token: created('TokenReview', statuses.unknownToken) });
  expect(await ask()).toBe('unauthenticated');
  expect(server.questions).toHaveLength(1);
});

test.each([
  ['is not allowed', { allowed: false }],
  ['is allowed and denied at once', { allowed: true, denied: true }],
])('a known user who %s is forbidden', async (_, status) => {
  const { server, ask } = await createTestAuthenticator();
  server.answer({ access: created('SubjectAccessReview', status) });
  expect(await ask()).toBe('forbidden');
});

test('what else an identity carries is passed on to be judged', async () => {
  const { server, ask } = await createTestAuthenticator();
  const user = { username: 'jane', extra: { 'example.com/scopes': ['view'] } };
  server.answer({ token: created('TokenReview', { authenticated: true, user }) });
  expect(await ask()).toBe('allowed');
  expect(server.questions[1]?.body).toEqual(accessReviewBody({ uid: '', groups: [], ...user }));
});

test.each([undefined, '', 'Bearer', 'Bearer ', 'Basic YTpi', 'Bearer a b', 'Bearer a\nb', 'Bearer "a"', 'Bearera'])(
  'a header %j holds no token, and nobody is asked',
  async (header) => {
    const { server, authenticate } = await createTestAuthenticator();
    expect(await authenticate(header, '/metrics')).toBe('unauthenticated');
    expect(server.questions).toEqual([]);
  },
);

test('the name of the scheme may be written in any case', async () => {
  const { authenticate } = await createTestAuthenticator();
  expect(await authenticate('bEARER  a.b==', '/metrics')).toBe('allowed');
});

test('our own token is read anew for each question, since kubelet renews it', async () => {
  const { server, ask } = await createTestAuthenticator(limits({ allowedFor: 0 }));
  await ask();
  writeFileSync(join(server.directory, 'token'), 'renewed\n');
  await ask();
  expect(server.questions.map(({ authorization }) => authorization)).toEqual([
    ...Array(2).fill('Bearer our-own'),
    ...Array(2).fill('Bearer renewed'),
  ]);
});
