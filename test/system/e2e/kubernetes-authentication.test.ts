// Authentication against a real kube-apiserver, with the roles that the manifests grant.

import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostTree } from '../../support/host-tree.ts';
import { hasKubectl } from '../../support/manifests/kustomize.ts';
import { servePeerproof } from '../../support/peerproof-process.ts';
import { mayHaveMounts, withServiceAccount } from '../../support/pod-process.ts';
import {
  accessReviewBody,
  reader,
  reviewPaths,
  statuses,
  tokenReviewBody,
} from '../../support/web/kubernetes/fake-api-server.ts';
import { killEveryChild } from '../../support/e2e/child-process.ts';
import { hasKubeApiserver, type KubeApiserver, startKubeApiserver } from '../../support/e2e/kube-apiserver.ts';
import { accountPath, bindingPath, kubeObjects, type KubeObjects, signToken } from '../../support/e2e/kube-objects.ts';
import { type Scraper, scraperOf, untilAnswered } from '../../support/e2e/authenticated-scraper.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { waitUntil } from '../../support/e2e/wait-until.ts';

const canRun = hasKubeApiserver() && hasKubectl() && hasRequiredTools('etcd', 'openssl', 'setpriv');
/** Short memories, in milliseconds. */
const [allowedFor, refusedFor] = [1500, 300];

let directory: string;
let api: KubeApiserver;
let objects: KubeObjects;
/** Our own account's directory, as kubelet would mount it. */
let serviceAccount: string;

beforeAll(async () => {
  if (!canRun) return;
  directory = mkdtempSync(join(tmpdir(), 'peerproof-'));
  api = await startKubeApiserver(directory);
  objects = kubeObjects(api);
  for (const name of ['monitoring', 'peerproof']) await objects.createNamespace(name);
  await objects.applyRoles();
  await objects.createAccount('peerproof', 'peerproof');
  serviceAccount = join(directory, 'account');
  mkdirSync(serviceAccount);
  copyFileSync(api.authority.certificate, join(serviceAccount, 'ca.crt'));
  writeFileSync(join(serviceAccount, 'token'), await objects.tokenOf('peerproof', 'peerproof'));
});

afterAll(async () => {
  await killEveryChild();
  if (canRun) rmSync(directory, { recursive: true });
});

/** With our own account's directory as it is now. */
function startScraper(): Promise<Scraper> {
  return scraperOf({ host: '127.0.0.1', port: api.port, directory: serviceAccount }, { allowedFor, refusedFor });
}

describe.runIf(canRun)('with a real API server', () => {
  test('the bodies that the tests without one expect are accepted and answered so', async () => {
    const uid = await objects.createAccount('reader');
    const token = await objects.tokenOf('reader');
    const known = await objects.create(reviewPaths.token, tokenReviewBody(token));
    expect(known['kind']).toBe('TokenReview');
    expect(known['status']).toEqual({ ...statuses.authenticated, user: { ...reader, uid } });
    const unknown = await objects.create(reviewPaths.token, tokenReviewBody('nonsense'));
    expect(unknown['status']).toEqual(statuses.unknownToken);
    const refused = await objects.create(reviewPaths.access, accessReviewBody(reader));
    expect(refused['kind']).toBe('SubjectAccessReview');
    expect(refused['status']).toEqual(statuses.notAllowed);
    await objects.letRead('reader');
    await waitUntil(
      async () => {
        const { status } = await objects.create(reviewPaths.access, accessReviewBody(reader));
        return (status as { readonly allowed: boolean }).allowed || undefined;
      },
      { timeoutMs: 60_000, everyMs: 100, describe: () => 'the role is not in force' },
    );
    const allowed = await objects.create(reviewPaths.access, accessReviewBody(reader));
    expect(allowed['status']).toEqual(statuses.allowed);
  });

  test('a token with the role is let in, one without it is forbidden, until it gets the role', async () => {
    const scraper = await startScraper();
    const token = await objects.createReader('with-role');
    await untilAnswered(scraper, token, 200);
    await objects.createAccount('without-role');
    const without = await objects.tokenOf('without-role');
    expect(await scraper.scrape(without)).toBe(403);
    await objects.letRead('without-role');
    await untilAnswered(scraper, without, 200);
    expect(new Set(scraper.troubles)).toEqual(new Set([undefined]));
  });

  test('a token that is none, expired, forged or made out to somebody else is unauthenticated', async () => {
    const scraper = await startScraper();
    const uid = await objects.createAccount('holder');
    await objects.letRead('holder');
    const valid = signToken(api, 'holder', uid, Date.now() + 60_000);
    await untilAnswered(scraper, valid, 200);
    // A minute of grace is the API server's own.
    expect(await scraper.scrape(signToken(api, 'holder', uid, Date.now() - 120_000))).toBe(401);
    expect(await scraper.scrape(`${valid.slice(0, -8)}AAAAAAAA`)).toBe(401);
    expect(await scraper.scrape(await objects.tokenOf('holder', 'monitoring', ['another-service']))).toBe(401);
    expect(await scraper.scrape('nonsense')).toBe(401);
    expect(new Set(scraper.troubles)).toEqual(new Set([undefined]));
  });

  test('a role that is taken away ends with what is remembered', async () => {
    const scraper = await startScraper();
    const token = await objects.createReader('demoted');
    await untilAnswered(scraper, token, 200);
    await objects.remove(bindingPath('demoted'));
    expect(await untilAnswered(scraper, token, 403)).toBeLessThan(allowedFor + 2000);
  });

  test('an account that is deleted is refused, ten seconds later at most than we forget it', async () => {
    const scraper = await startScraper();
    const token = await objects.createReader('leaver');
    await untilAnswered(scraper, token, 200);
    await objects.remove(accountPath('leaver'));
    // The API server itself remembers a good token for 10 s.
    expect(await untilAnswered(scraper, token, 401)).toBeLessThan(allowedFor + 10_000 + 2000);
  });

  test('without the role of its own the agent lets nobody in and says which role is missing', async () => {
    const scraper = await startScraper();
    const token = await objects.createReader('patient');
    await untilAnswered(scraper, token, 200);
    await objects.remove(bindingPath('peerproof-authentication'));
    await untilAnswered(scraper, token, 503);
    expect(scraper.troubles.at(-1)).toMatch(/answered 403 .* cannot create resource "tokenreviews"/);
    await objects.applyRoles(['ClusterRoleBinding']);
    await untilAnswered(scraper, token, 200);
  });

  test('an expired token of its own lets nobody in, and its renewal is noticed', async () => {
    const scraper = await startScraper();
    const token = await objects.createReader('steady');
    await untilAnswered(scraper, token, 200);
    const own = join(serviceAccount, 'token');
    writeFileSync(own, signToken(api, 'peerproof', 'none', Date.now() - 120_000));
    await untilAnswered(scraper, token, 503);
    expect(scraper.troubles.at(-1)).toMatch(/answered 401 .*Unauthorized/);
    writeFileSync(own, await objects.tokenOf('peerproof', 'peerproof'));
    await untilAnswered(scraper, token, 200);
  });

  test('while the API server is gone, what is remembered ends and then nobody is let in', async () => {
    const scraper = await startScraper();
    const token = await objects.createReader('survivor');
    await untilAnswered(scraper, token, 200);
    await sleep(allowedFor);
    expect(await scraper.scrape(token)).toBe(200);
    await api.kill();
    expect(await scraper.scrape(token)).toBe(200);
    expect(await scraper.scrape('never-seen')).toBe(503);
    expect(await untilAnswered(scraper, token, 503)).toBeLessThan(allowedFor + 2000);
    await api.start();
    expect(await untilAnswered(scraper, token, 200)).toBeLessThan(5000);
  });

  test.runIf(mayHaveMounts())(
    'the program in a pod answers as its parts do, and its health port asks nobody',
    async () => {
      const token = await objects.createReader('prometheus');
      await objects.createAccount('visitor');
      const { web, health } = await servePeerproof(
        [`--path.rootfs=${hostTree().rootfs}`, '--web.authentication=kubernetes'],
        {
          through: withServiceAccount(serviceAccount),
          environment: { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(api.port) },
        },
      );
      const get = (path: string, authorization?: string): Promise<Response> =>
        fetch(`${web}${path}`, { headers: { ...(authorization && { authorization }) } });
      const answer = await get('/metrics', `Bearer ${token}`);
      expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('peerproof_build_info')]);
      const refused = await get('/metrics');
      expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect((await get('/metrics', 'Bearer nonsense')).status).toBe(401);
      const visitor = `Bearer ${await objects.tokenOf('visitor')}`;
      // Kubernetes' own roles let every account get /api/*, which must not open our report.
      for (const path of ['/metrics', '/', '/api/v1/report', '/apis', '/healthz']) {
        expect([path, (await get(path, visitor)).status]).toEqual([path, 403]);
      }
      expect((await get('/api/v1/report', `Bearer ${token}`)).status).toBe(200);
      expect((await fetch(`${health}/readyz`)).status).toBe(200);
    },
  );
});
