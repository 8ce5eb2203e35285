// Pages in a browser that tell what went wrong in them.

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { hasRequiredTools } from '../e2e/required-tools.ts';

export const hasBrowser = hasRequiredTools('chromium', 'setpriv');

export type Watched = {
  readonly page: Page;
  /** Errors of scripts, lines of the console, and requests to anywhere but the origin. */
  readonly troubles: readonly string[];
  /** How often a document was loaded. */
  readonly loads: () => number;
};

export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const troubles: string[] = [];
  let loads = 0;
  page.on('console', (line) => troubles.push(line.text()));
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('load', () => {
    loads += 1;
  });
  page.on('request', (request) => {
    const address = request.url();
    if (!address.startsWith(`${url}/`) && !address.startsWith('data:')) troubles.push(address);
  });
  await page.goto(`${url}/`);
  return { page, troubles, loads: () => loads };
}
