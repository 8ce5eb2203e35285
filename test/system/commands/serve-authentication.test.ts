import { realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createHealthServer } from '../../../src/publish/http/routes.ts';
import type { Access } from '../../../src/web/authenticator.ts';
import { createCertificateAuthority } from '../../support/e2e/certificates.ts';
import { askHttps } from '../../support/e2e/loopback-https.ts';
import { etcdPod } from '../../support/etcd-pod.ts';
import { hostTree, manifestPath } from '../../support/host-tree.ts';
import { repository, runPeerproof, servePeerproof } from '../../support/peerproof-process.ts';
import { mayHaveMounts, withServiceAccount } from '../../support/pod-process.ts';
import {
  accessReviewBody,
  created,
  reader,
  startFakeApiServer,
  statuses,
} from '../../support/web/kubernetes/fake-api-server.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { listenOnLoopback } from '../../support/web/served-web.ts';

const content = {
  telemetryPath: '/metrics',
  refresh: async () => undefined,
  exposition: {
    contentType: 'text/plain',
    refresh: () => undefined,
    text: async () => Buffer.from('up 1\n'),
    gzip: async () => gzipSync('up 1\n'),
  },
  page: () => ({ body: 'the page', etag: '"1"', policy: "default-src 'none'" }),
  report: () => ({ node: 'cp-1' }),
} as const;

type Served = { readonly port: number; readonly lines: readonly string[] };

/** A web server that gives everyone the same access. */
function serveWith(access: Access, config?: string): Promise<Served> {
  return listenOnLoopback(config, content, { challenge: 'Bearer', authenticate: async () => access });
}

describe.each([
  ['unauthenticated', 401, 'Bearer'],
  ['forbidden', 403, null],
  ['unavailable', 503, null],
] as const)('to a caller who is %s', (access, status, challenge) => {
  test.each([
    ['GET', '/metrics'],
    ['HEAD', '/metrics'],
    ['GET', '/metrics?a=b'],
    ['GET', '/'],
    ['GET', '/api/v1/report'],
    ['GET', '/elsewhere'],
    ['POST', '/metrics'],
    ['OPTIONS', '/metrics'],
  ])(`%s %s is answered with ${status} and nothing else`, async (method, path) => {
    const { port } = await serveWith(access);
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('www-authenticate')).toBe(challenge);
    expect(await answer.text()).not.toMatch(/up 1|the page|cp-1/);
  });
});

test('who is allowed is served as without authentication', async () => {
  const { port } = await serveWith('allowed');
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect([answer.status, await answer.text()]).toEqual([200, 'up 1\n']);
});

test('tokens in clear are warned of, tokens within TLS are not', async () => {
  expect((await serveWith('allowed')).lines.join('')).toMatch(
    /level=warn .*credentials cross the network in plain text/,
  );
  const authority = createCertificateAuthority(temporaryDirectory(), 'ca');
  const { certificate, key } = authority.issue('server');
  const config = join(temporaryDirectory(), 'web.yml');
  writeFileSync(config, `tls_server_config: {cert_file: ${certificate}, key_file: ${key}}`);
  const { port, lines } = await serveWith('forbidden', config);
  expect(lines).toEqual([]);
  expect((await askHttps({ port, path: '/metrics', authority })).status).toBe(403);
});

test('the health port knows no authentication', async () => {
  const app = createHealthServer({ isReady: () => true, unhealthyReason: () => undefined });
  onTestFinished(() => app.close());
  expect((await app.inject('/readyz')).statusCode).toBe(200);
});

describe('the start is refused, with what is missing of a pod, in the environment', () => {
  const address = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
  test.each([
    [{}, 'KUBERNETES_SERVICE_HOST is not set'],
    [{ KUBERNETES_SERVICE_HOST: '127.0.0.1' }, 'KUBERNETES_SERVICE_PORT is not set'],
    [{ ...address, KUBERNETES_SERVICE_PORT: 'tcp://127.0.0.1:443' }, 'KUBERNETES_SERVICE_PORT is tcp:'],
    [{ ...address, KUBERNETES_SERVICE_PORT: '99999' }, 'KUBERNETES_SERVICE_PORT is 99999'],
    [address, '/var/run/secrets/kubernetes.io/serviceaccount/'],
  ])('%j', async (environment, missing) => {
    const { code, stderr } = await runPeerproof(['--web.authentication=kubernetes'], { environment });
    expect([code, stderr]).toEqual([3, expect.stringContaining(missing)]);
    expect(stderr).toMatch(/^peerproof: --web\.authentication=kubernetes: expected to run in a pod/);
  });
});

test('basic_auth_users beside --web.authentication are refused', async () => {
  const config = join(temporaryDirectory(), 'web.yml');
  writeFileSync(config, 'basic_auth_users: {me: $2y$10$abcdefghijklmnopqrstuuCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC}');
  await expect(serveWith('allowed', config)).rejects.toThrow(/--web\.config\.file: .*basic_auth_users/s);
});

test('a check serves nothing, and refuses the option', async () => {
  expect(await runPeerproof(['check', '--web.authentication=kubernetes'])).toEqual({
    code: 3,
    stdout: '',
    stderr: 'peerproof: --web.authentication: expected the command serve, got "check"\n',
  });
});

describe.runIf(mayHaveMounts())('the program in a pod, in the sandbox of the image', () => {
  const sandbox = ['/proc', '/etc', '/var', '/tmp', repository, realpathSync(join(repository, 'node_modules'))];
  const permissions = ['--permission', ...sandbox.map((path) => `--allow-fs-read=${path}/*`)].join(' ');

  test('asks the API server, tells its trouble once, and serves again without a restart', async () => {
    const server = await startFakeApiServer();
    const node = hostTree();
    node.write(`${manifestPath}/etcd.yaml`, etcdPod());
    const { web, health, stderr } = await servePeerproof(
      [`--path.rootfs=${node.rootfs}`, '--web.authentication=kubernetes'],
      {
        through: withServiceAccount(server.directory),
        environment: {
          NODE_OPTIONS: permissions,
          KUBERNETES_SERVICE_HOST: '127.0.0.1',
          KUBERNETES_SERVICE_PORT: String(server.port),
        },
      },
    );
    const scrape = async (authorization?: string): Promise<number> =>
      (await fetch(`${web}/metrics`, { headers: { ...(authorization && { authorization }) } })).status;
    expect(await scrape()).toBe(401);
    expect(server.questions).toEqual([]);
    expect(await scrape('Bearer good')).toBe(200);
    const report = await fetch(`${web}/api/v1/report`, { headers: { authorization: 'Bearer good' } });
    // The right that was just asked for is the report's, too.
    expect([report.status, server.questions.length]).toEqual([200, 2]);
    expect(server.questions[1]?.body).toEqual(accessReviewBody(reader));
    server.answer({ token: (response) => response.writeHead(500).end() });
    expect([await scrape('Bearer other'), await scrape('Bearer other'), await scrape('Bearer good')]).toEqual([
      503, 503, 200,
    ]);
    expect((await fetch(`${health}/healthz`)).status).toBe(200);
    server.answer({ token: created('TokenReview', statuses.authenticated) });
    expect(await scrape('Bearer other')).toBe(200);
    const told = stderr()
      .split('\n')
      .filter((line) => line.includes('API server'));
    expect(told).toEqual([
      expect.stringMatching(/level=error .*answered 500/),
      expect.stringMatching(/level=info .*answers who may read the metrics again/),
    ]);
    expect(stderr()).toMatch(/level=warn .*in plain text/);
    expect(stderr()).not.toMatch(/good|other|our-own/);
  });
});
