import { hashSync } from 'bcryptjs';
import { expect, test } from 'vitest';
import { createBasicAuth } from '../../../src/web/basic-auth.ts';
import { createLoginCache } from '../../../src/web/login-cache.ts';
import { cpuTime } from '../../support/cpu-time.ts';
import { ask, serveWeb } from '../../support/web/served-web.ts';

const hashes = { me: hashSync('pass:word', 4), umlaut: hashSync('grüße', 4) };
const config = `basic_auth_users: {me: ${hashes.me}, ümlaut: ${hashes.umlaut}}`;
const basic = (credentials: string): { authorization: string } => ({
  authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
});

test.each(['/metrics', '/', '/api/v1/report', '/none', '/%zz', '//', '/..%2f'])(
  '%s is refused without a password, and says which kind is asked for',
  async (path) => {
    const { port } = await serveWeb(config);
    const { status, headers, body } = await ask(port, path);
    expect([status, body]).toEqual([401, 'unauthorized\n']);
    expect(headers['www-authenticate']).toBe('Basic realm="peerproof", charset="UTF-8"');
    expect((await ask(port, path, { headers: basic('me:pass:word') })).status).not.toBe(401);
  },
);

test('any method is refused without a password', async () => {
  const { port } = await serveWeb(config);
  for (const method of ['HEAD', 'POST', 'OPTIONS', 'PROPFIND', 'DELETE']) {
    expect((await ask(port, '/metrics', { method })).status).toBe(401);
  }
});

test('right passwords are let in, with colons and letters beyond ASCII', async () => {
  const { port } = await serveWeb(config);
  expect(await ask(port, '/metrics', { headers: basic('me:pass:word') })).toMatchObject({
    status: 200,
    body: 'up 1\n',
  });
  expect((await ask(port, '/', { headers: basic('ümlaut:grüße') })).status).toBe(200);
  const lower = { authorization: basic('me:pass:word').authorization.replace('Basic', 'bASIC') };
  expect((await ask(port, '/', { headers: lower })).status).toBe(200);
});

test.each([
  basic('me:wrong'),
  basic('me:'),
  basic('me'),
  basic(':'),
  basic('you:pass:word'),
  basic('ME:pass:word'),
  basic(`me:${hashes.me}`),
  basic(`${Buffer.from('me').toString('hex')}:pass:word`),
  { authorization: 'Basic' },
  { authorization: 'Basic ====' },
  { authorization: `${basic('me:pass:word').authorization}!` },
  { authorization: basic('me:pass:word').authorization.replace('Basic', 'Bearer') },
])('%j is refused, also the second time', async (headers) => {
  const { port } = await serveWeb(config);
  for (const _ of [1, 2]) expect((await ask(port, '/metrics', { headers })).status).toBe(401);
});

test('what joins to the same text is not the same login', async () => {
  // With parts joined by a colon, a user could choose the name that makes a known answer his own.
  const users = new Map([['me', hashes.me]]);
  const { authenticate } = createBasicAuth(() => users);
  expect(await authenticate(basic('me:pass:word'))).toBe('allowed');
  expect(await authenticate(basic(`me:${hashes.me}:pass:word`))).toBe('unauthenticated');
});

test('parts of a login cannot run into one another', () => {
  const { keyOf } = createLoginCache();
  expect(keyOf('a', 'b', 'c')).toBe(keyOf('a', 'b', 'c'));
  const others = [keyOf('a:b', 'c', ''), keyOf('a', 'b:c', ''), keyOf('', 'a:b', 'c'), keyOf('a', 'b', ':c')];
  expect(new Set([...others, keyOf('a', 'b', 'c')])).toHaveLength(5);
  expect(createLoginCache().keyOf('a', 'b', 'c')).not.toBe(keyOf('a', 'b', 'c'));
});

test('a hundred wrong logins are remembered, and the right one besides', () => {
  const { get, set } = createLoginCache();
  set('me', 'right', true);
  for (let index = 0; index < 101; index += 1) set('me', `wrong ${index}`, false);
  expect(['right', 'wrong 0', 'wrong 1', 'wrong 100'].map((key) => get('me', key))).toEqual([
    true,
    undefined,
    false,
    false,
  ]);
  expect(get('you', 'right')).toBeUndefined();
});

test('a user who is removed while the password is checked is not let in', async () => {
  const users = new Map([['me', hashSync('right', 8)]]);
  const { authenticate } = createBasicAuth(() => users);
  const answer = authenticate(basic('me:right'));
  users.clear();
  expect(await answer).toBe('unauthenticated');
});

test('a changed password counts at once, though the old one was right a moment ago', async () => {
  const { port, write } = await serveWeb(config);
  const asMe = (password: string): Promise<number> =>
    ask(port, '/', { headers: basic(`me:${password}`) }).then(({ status }) => status);
  expect(await asMe('pass:word')).toBe(200);
  write(`basic_auth_users: {me: ${hashSync('new', 4)}}`);
  expect([await asMe('pass:word'), await asMe('new')]).toEqual([401, 200]);
  write('basic_auth_users: {you: "' + hashes.me + '"}');
  expect([await asMe('pass:word'), await asMe('new')]).toEqual([401, 401]);
  write(config);
  expect([await asMe('pass:word'), await asMe('new')]).toEqual([200, 401]);
});

test('an unknown user takes as long as a known one', async () => {
  const users = new Map([['me', hashSync('right', 9)]]);
  const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
  for (let round = 0; round < 10; round += 1) {
    const { authenticate } = createBasicAuth(() => users);
    times.known.push(await cpuTime(() => authenticate(basic(`me:wrong${round}`))));
    const stranger = createBasicAuth(() => users);
    times.unknown.push(await cpuTime(() => stranger.authenticate(basic(`you:wrong${round}`))));
  }
  const least = (list: readonly number[]): number => Math.min(...list);
  expect(least(times.unknown)).toBeGreaterThan(least(times.known) * 0.6);
  expect(least(times.unknown)).toBeLessThan(least(times.known) * 1.7);
  expect(least(times.known)).toBeGreaterThan(5);
});

test('an answer is remembered, so that a scraper pays for its password once', async () => {
  const users = new Map([['me', hashSync('right', 9)]]);
  const { authenticate } = createBasicAuth(() => users);
  const first = await cpuTime(() => authenticate(basic('me:right')));
  const second = await cpuTime(() => authenticate(basic('me:right')));
  expect(second).toBeLessThan(first / 5);
});

test('guesses wait for their turn or are told to come back, and do not stand in the way of a known login', async () => {
  const users = new Map([['me', hashes.me]]);
  const { authenticate } = createBasicAuth(() => users);
  expect(await authenticate(basic('me:pass:word'))).toBe('allowed');
  const guesses = Promise.all(Array.from({ length: 300 }, (_, index) => authenticate(basic(`me:${index}`))));
  expect(await authenticate(basic('you:pass:word'))).toBe('unavailable');
  expect(await authenticate(basic('me:pass:word'))).toBe('allowed');
  const answers = await guesses;
  expect(answers.filter((answer) => answer === 'unauthenticated')).toHaveLength(16);
  expect(answers.filter((answer) => answer === 'unavailable')).toHaveLength(284);
  expect(await authenticate(basic('you:pass:word'))).toBe('unauthenticated');
});

test('a burst of the same login is one check', async () => {
  const users = new Map([['me', hashSync('right', 9)]]);
  const { authenticate } = createBasicAuth(() => users);
  const answers = await Promise.all(Array.from({ length: 50 }, () => authenticate(basic('me:right'))));
  expect(new Set(answers)).toEqual(new Set(['allowed']));
});

test('a full queue is answered with 503', async () => {
  const { port } = await serveWeb(`basic_auth_users: {me: ${hashSync('right', 8)}}`);
  const statuses = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      ask(port, '/', { headers: basic(`me:${index}`) }).then(({ status }) => status),
    ),
  );
  expect(statuses.filter((status) => status === 503).length).toBeGreaterThan(0);
  expect(new Set(statuses)).toEqual(new Set([401, 503]));
});
