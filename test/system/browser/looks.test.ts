// Every kind of verdict in a real browser: for everybody, on every screen and on paper, whatever the node's names are.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Rule } from '../../../src/evaluate/rule.ts';
import { rules } from '../../../src/evaluate/rules/rule-list.ts';
import { type Status, statuses } from '../../../src/model/verdict.ts';
import type { Publication } from '../../../src/model/report.ts';
import { effectRowNames } from '../../../src/publish/page/settings-table.ts';
import { statusName } from '../../../src/publish/page/elements.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { hasBrowser, openPage, type Watched } from '../../support/browser/browser.ts';
import { startBrowser } from '../../support/browser/chromium.ts';
import { crowdedPublication } from '../../support/browser/crowded-node.ts';
import { servePage } from '../../support/browser/page-server.ts';
import { publicationOf, shownAt, shownNodes } from '../../support/browser/shown-nodes.ts';

const screens = { desktop: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } } as const;
const hasPdf = hasRequiredTools('pdftotext');

type Violation = { readonly id: string; readonly nodes: readonly { readonly html: string }[] };

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<readonly Violation[]>('axe.run().then(({ violations }) => violations)');
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

/** How much wider than the screen the page is. */
function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

describe.skipIf(!hasBrowser)('the page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  type Options = Parameters<typeof openPage>[2];

  async function show(publication: Publication, options: Options): Promise<Watched> {
    const server = await servePage(publication, shownAt);
    onTestFinished(server.close);
    return await openPage(browser, server.url, options);
  }

  async function open(status: Status, options: Options = {}, looked?: readonly Rule[]): Promise<Watched> {
    const rootfs = join(temporaryDirectory(), 'node');
    return await show(await publicationOf(shownNodes[status], rootfs, looked), options);
  }

  const openCrowd = async (options: Options = {}): Promise<Watched> => await show(await crowdedPublication(), options);

  const looks = statuses.flatMap((status) =>
    (['light', 'dark'] as const).flatMap((colorScheme) =>
      (['desktop', 'phone'] as const).map((screen) => [status, colorScheme, screen] as const),
    ),
  );

  test.each(looks)(
    'of %s in %s on a %s has nothing that axe finds, fits, loads nothing and breaks no policy',
    async (status, colorScheme, screen) => {
      const { page, troubles } = await open(status, { colorScheme, viewport: screens[screen] });
      expect(await page.locator('#verdict').textContent()).toBe(statusName(status));
      await page.locator('.live').waitFor();
      expect(await violations(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      expect(troubles).toEqual([]);
    },
  );

  test.each(['light', 'dark'] as const)(
    'has nothing that axe finds while it may be old, in %s',
    async (colorScheme) => {
      const { page } = await open('fail', { colorScheme });
      await page.route('**/*', (route) => route.abort());
      await page.locator('.last-known').waitFor();
      expect(await violations(page)).toEqual([]);
    },
  );

  test('of all rules has a row for each setting that they look at, and fits a phone', async () => {
    const { page } = await open('pass', { viewport: screens.phone }, rules);
    const settings = new Set(rules.flatMap(({ text }) => text.settings));
    const rows = await page.locator('.evidence tbody th').allTextContents();
    expect(rows.filter((row) => !row.startsWith('in effect: '))).toHaveLength(settings.size);
    expect(rows.slice(settings.size)).toEqual(Object.values(effectRowNames));
    expect(await overflow(page)).toBe(0);
    expect(await violations(page)).toEqual([]);
  });

  test('of 64 members with hostile names, URLs and values fits a phone, and all of them is text', async () => {
    const { page, troubles } = await openCrowd({ viewport: screens.phone });
    expect(await page.locator('.member').count()).toBe(64);
    expect(await overflow(page)).toBe(0);
    expect(await page.locator('#page img, #page script, #page iframe, #page b').count()).toBe(0);
    expect(await page.locator('.member').first().innerText()).toContain('<img src=x onerror=alert(1)>');
    expect(await page.evaluate('document.title.length')).toBeLessThan(200);
    expect(troubles).toEqual([]);
  });

  test('of 64 members with hostile names has nothing that axe finds', async () => {
    const { page } = await openCrowd();
    expect(await violations(page)).toEqual([]);
  });

  test('can be worked by keyboard alone, in order, with the focus in sight', async () => {
    const { page } = await open('fail', { viewport: screens.phone });
    const controls = await page.locator('a[href], summary, [tabindex="0"]').filter({ visible: true }).count();
    const tops: number[] = [];
    for (let index = 0; index < controls; index += 1) {
      await page.keyboard.press('Tab');
      const [outline, top, name] = await page.evaluate<[string, number, string]>(`(() => {
        const one = document.activeElement;
        const { top, bottom } = one.getBoundingClientRect();
        const seen = bottom > 0 && top < innerHeight;
        return [seen ? getComputedStyle(one).outlineStyle : 'out of sight', top + scrollY, one.outerHTML.slice(0, 80)];
      })()`);
      expect(`${outline} ${name}`).toMatch(/^solid /);
      tops.push(Math.round(top));
    }
    // The first one is the link over everything, which goes back once it has lost the focus.
    expect(tops.slice(1)).toEqual(tops.slice(1).toSorted((a, b) => a - b));
    await page.locator('summary').last().focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('details').last().getAttribute('open')).toBe('');
  });

  test.skipIf(!hasPdf)('prints verdicts, evidence, what to change and the rules, black on white', async () => {
    const { page } = await open('fail', { colorScheme: 'dark' });
    await page.locator('.live').waitFor();
    const file = join(temporaryDirectory(), 'page.pdf');
    await page.pdf({ path: file, preferCSSPageSize: true });
    const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
    const words = text.replaceAll(/\s+/g, ' ');
    for (const wanted of [
      'Node cp-1',
      'As of 2026-03-05 14:02:31 UTC.',
      '1 rule fails, 1 passes.',
      'peer-client-cert-auth is set to false.',
      'Set --peer-client-cert-auth=true',
      '≠ differs',
      'CN=etcd-ca',
      '257 days left',
      'Rationale',
      'peerproof 0.1.0. Written 2026-03-05 14:02:36 UTC',
      `${new URL(page.url()).origin}/metrics`,
    ])
      expect(words).toContain(wanted);
    expect(words).not.toContain('Reload');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const colours = await page.evaluate(
      `['body', '#verdict', '.badge', '.card'].map((one) => { const { color } = getComputedStyle(document.querySelector(one)); return color; })`,
    );
    expect(colours).toEqual(Array.from({ length: 4 }, () => 'rgb(0, 0, 0)'));
    expect(await page.evaluate(`getComputedStyle(document.documentElement).backgroundColor`)).toBe(
      'rgb(255, 255, 255)',
    );
  });

  test('that may be old says so on paper as well', async () => {
    const { page } = await open('pass');
    await page.route('**/*', (route) => route.abort());
    await page.locator('.last-known').waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#notice').isVisible()).toBe(true);
    expect(await page.locator('.last-known').isVisible()).toBe(true);
  });
});
