import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { defaults } from '../../../../src/web/kubernetes/kubernetes-authenticator.ts';
import { created, statuses } from '../../../support/web/kubernetes/fake-api-server.ts';
import { createTestAuthenticator, limits } from '../../../support/web/kubernetes/test-authenticator.ts';

test('a verdict is kept for its time, a refusal for a shorter one, for this token and path alone', async () => {
  const { server, ask, authenticate } = await createTestAuthenticator(limits({ allowedFor: 4000, refusedFor: 1000 }));
  expect([await ask('one'), await ask('one')]).toEqual(['allowed', 'allowed']);
  expect(server.questions).toHaveLength(2);
  server.answer({ token: created('TokenReview', statuses.unknownToken) });
  expect([await ask('two'), await ask('two')]).toEqual(['unauthenticated', 'unauthenticated']);
  expect(server.questions).toHaveLength(3);
  expect(await authenticate('Bearer one', '/')).toBe('unauthenticated');
  expect(server.questions).toHaveLength(4);
  await sleep(1100);
  expect(await ask('one')).toBe('allowed');
  expect(await ask('two')).toBe('unauthenticated');
  expect(server.questions).toHaveLength(5);
  await sleep(3000);
  expect(await ask('one')).toBe('unauthenticated');
});

test('by default an allowed token costs two questions a minute', () => {
  expect(defaults).toMatchObject({ timeLimit: 5000, cache: { allowedFor: 60_000, refusedFor: 10_000 } });
});

test('requests with the same token at the same time are one question', async () => {
  const { server, ask } = await createTestAuthenticator();
  const answers = await Promise.all(Array.from({ length: 50 }, () => ask()));
  expect(new Set(answers)).toEqual(new Set(['allowed']));
  expect(server.questions).toHaveLength(2);
});

test('a flood of tokens does not become one of the API server', async () => {
  const { server, ask } = await createTestAuthenticator(limits({ maxReviews: 3 }));
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => ask(`token-${index}`)));
  expect(answers.filter((answer) => answer === 'allowed')).toHaveLength(3);
  expect(answers.filter((answer) => answer === 'unavailable')).toHaveLength(47);
  expect(server.questions).toHaveLength(6);
  expect(await ask('later')).toBe('allowed');
});

test('the memory is bounded, and refusals leave it before what is allowed', async () => {
  const { server, ask } = await createTestAuthenticator(limits({ maxEntries: 3 }));
  await ask('good');
  server.answer({ token: created('TokenReview', statuses.unknownToken) });
  for (let index = 0; index < 10; index += 1) await ask(`bad-${index}`);
  expect(server.questions).toHaveLength(2 + 10);
  expect(await ask('good')).toBe('allowed');
  expect(server.questions).toHaveLength(2 + 10);
  await ask('bad-0');
  expect(server.questions).toHaveLength(2 + 11);
});
