// A real agent on a real tree, looked at in a real browser: what is on screen follows the node, and never looks better than it is.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../support/e2e/free-ports.ts';
import { readPage } from '../../support/docs/page.ts';
import { createSampleNode, type SampleNode } from '../../support/e2e/sample-node.ts';
import { startPeerproof, servePeerproof } from '../../support/peerproof-process.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { hasBrowser, openPage } from '../../support/browser/browser.ts';
import { startBrowser } from '../../support/browser/chromium.ts';

const soon = { timeout: 60_000 };

function optionsOf(node: SampleNode): readonly string[] {
  return [`--path.manifests=${node.manifests}`, `--path.procfs=${node.procfs}`, '--node-name=cp-1'];
}

async function verdictBecomes(page: Page, verdict: string): Promise<void> {
  await page.locator('#verdict', { hasText: new RegExp(`^${verdict}$`) }).waitFor(soon);
}

const banner = (page: Page) => page.locator('#notice');

describe.skipIf(!hasBrowser)('the page of a running agent', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  async function openAgent(options: readonly string[] = []) {
    const node = createSampleNode(temporaryDirectory());
    const agent = await servePeerproof([...optionsOf(node), ...options]);
    return { node, agent };
  }

  test('flips its verdict after an edit of the manifest, without a reload', async () => {
    const { node, agent } = await openAgent();
    const { page, troubles, loads } = await openPage(browser, agent.web);
    await verdictBecomes(page, 'Pass');
    node.writeManifest(false);
    await verdictBecomes(page, 'Fail');
    expect(await page.title()).toBe('✗ Fail · cp-1 · peerproof');
    expect(await page.locator('#said').textContent()).toBe('Verdict changed. 2.5: Fail.');
    expect(await page.locator('#rule-2\\.5 .wanted pre').textContent()).toBe('--peer-client-cert-auth=true');
    node.writeManifest(true);
    await verdictBecomes(page, 'Pass');
    expect(await page.locator('#said').textContent()).toBe('Verdict changed. 2.5: Pass.');
    expect([loads(), troubles]).toEqual([1, []]);
  });

  test('keeps focus, selection, scrolling and what is unfolded while it changes', async () => {
    const { node, agent } = await openAgent();
    const { page } = await openPage(browser, agent.web, { viewport: { width: 800, height: 400 } });
    await verdictBecomes(page, 'Pass');
    const text = page.locator('#rule-2\\.4 > details').last();
    await text.locator('summary').click();
    await page.locator('nav a').first().focus();
    await page.evaluate(`getSelection().selectAllChildren(document.querySelector('#rule-2\\\\.4 dl.text'))`);
    await page.evaluate('scrollTo(0, 300)');
    const state = (): Promise<unknown> =>
      page.evaluate(`[document.activeElement.textContent, String(getSelection()).length, scrollY]`);
    const before = await state();
    expect(before).toMatchObject(['Metrics', expect.any(Number), 300]);
    node.writeManifest(false);
    await verdictBecomes(page, 'Fail');
    expect(await text.evaluate((element) => element.hasAttribute('open'))).toBe(true);
    expect(await state()).toEqual(before);
  });

  test('asks for nothing to be sent again while nothing changes', async () => {
    const { agent } = await openAgent(['--resync-interval=1h']);
    const { page } = await openPage(browser, agent.web);
    const statuses: number[] = [];
    page.on('response', (response) => statuses.push(response.status()));
    await expect.poll(() => statuses.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(4);
    expect(statuses.slice(0, 4)).toEqual([200, 304, 304, 304]);
    expect(await page.locator('.live').isVisible()).toBe(true);
  });

  test('says that it may be old when the agent is gone, and follows again once it is back', async () => {
    const { node, agent } = await openAgent();
    const { page } = await openPage(browser, agent.web);
    await page.locator('.live').waitFor(soon);
    agent.child.kill('SIGKILL');
    await banner(page)
      .filter({ hasText: /^No answer from the agent since \d\d:\d\d:\d\d UTC: what is shown may be old\.$/ })
      .waitFor(soon);
    expect(await page.locator('.last-known').isVisible()).toBe(true);
    expect(await page.locator('.live').isVisible()).toBe(false);
    expect(await page.title()).toMatch(/^⚠ May be old/);
    node.writeManifest(false);
    const addresses = [
      `--web.listen-address=${new URL(agent.web).host}`,
      `--web.health-address=127.0.0.1:${await freePort()}`,
    ];
    startPeerproof(['serve', ...addresses, ...optionsOf(node)]);
    await verdictBecomes(page, 'Fail');
    await expect.poll(() => banner(page).textContent(), soon).toBe('');
    expect(await page.locator('.last-known').isVisible()).toBe(false);
    expect(await page.title()).toBe('✗ Fail · cp-1 · peerproof');
  });

  test('says so when the agent hangs: a request that is open is no answer', async () => {
    const { agent } = await openAgent();
    const { page } = await openPage(browser, agent.web);
    await page.locator('.live').waitFor(soon);
    agent.child.kill('SIGSTOP');
    await banner(page).filter({ hasText: 'No answer from the agent' }).waitFor(soon);
    agent.child.kill('SIGCONT');
    await expect.poll(() => banner(page).textContent(), soon).toBe('');
  });

  // Where a password is asked for, Chromium holds the answer back until its own dialogue is done with.
  const refusals: readonly (readonly [string, string, RegExp])[] = [
    ['a password', `basic_auth_users: {me: ${hashSync('secret', 4)}}`, /No answer|no longer lets you in/],
    ['fewer requests', 'rate_limit: {interval: 1h, burst: 1}', /too many requests/],
    ['nothing, its configuration being broken', 'x: [', /answers with an error \(500\)/],
  ];

  test.each(refusals)('says that it may be old when the agent begins to ask for %s', async (_what, text, words) => {
    const file = join(temporaryDirectory(), 'web.yml');
    writeFileSync(file, '{}');
    const { agent } = await openAgent([`--web.config.file=${file}`]);
    const { page } = await openPage(browser, agent.web);
    await page.locator('.live').waitFor(soon);
    writeFileSync(file, text);
    await banner(page).filter({ hasText: words }).waitFor(soon);
    expect(await page.locator('.last-known').isVisible()).toBe(true);
  });

  test.each<[string, { status?: number; body?: string; headers?: Record<string, string> }]>([
    ['empty', { status: 200, body: '' }],
    ['of somebody else', { status: 200, body: '<h1>Welcome to nginx</h1>' }],
    ['a refusal', { status: 403, body: 'forbidden' }],
    ['a login elsewhere', { status: 302, headers: { location: 'https://login.example/' } }],
  ])('takes no answer that is %s for the agent’s', async (_what, answer) => {
    const { agent } = await openAgent();
    const { page } = await openPage(browser, agent.web);
    await page.locator('.live').waitFor(soon);
    await page.route('**/*', (route) => route.fulfill(answer));
    await page.locator('.last-known').waitFor(soon);
    expect(await banner(page).textContent()).toMatch(/what is shown may be old/);
    await verdictBecomes(page, 'Pass');
  });

  test('follows under the policy that docs/protecting-metrics.md shows, in place of its own', async () => {
    const [, policy] = /Content-Security-Policy: (.+)/.exec(readPage('docs/protecting-metrics.md')) ?? [];
    const file = join(temporaryDirectory(), 'web.yml');
    writeFileSync(file, `http_server_config: {headers: {Content-Security-Policy: "${policy}"}}`);
    const { node, agent } = await openAgent([`--web.config.file=${file}`]);
    expect((await fetch(agent.web)).headers.get('content-security-policy')).toBe(policy);
    const { page, troubles } = await openPage(browser, agent.web);
    node.writeManifest(false);
    await verdictBecomes(page, 'Fail');
    expect(troubles).toEqual([]);
  });

  test('is whole under a policy that runs no script, and says how old it is', async () => {
    const file = join(temporaryDirectory(), 'web.yml');
    writeFileSync(file, `http_server_config: {headers: {Content-Security-Policy: "default-src 'none'"}}`);
    const { agent } = await openAgent([`--web.config.file=${file}`]);
    const { page } = await openPage(browser, agent.web);
    expect(await page.locator('.age').innerText()).toContain('Reload for the state of now.');
    expect(await page.locator('#rule-2\\.5').innerText()).toContain('Etcd should be configured');
  });

  test('is whole without JavaScript, and says how old it is', async () => {
    const { node, agent } = await openAgent();
    node.writeManifest(false);
    const { page } = await openPage(browser, agent.web, { javaScriptEnabled: false });
    const words = await page.locator('body').innerText();
    expect(words).toMatch(/As of \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\. Reload for the state of now\./);
    for (const text of ['1 rule fails, 1 passes.', '--peer-client-cert-auth=true', 'peer-trusted-ca-file', 'Sources'])
      expect(words).toContain(text);
    expect(words).not.toContain('Live.');
  });
});
