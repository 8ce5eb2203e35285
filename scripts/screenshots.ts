// `make screenshots`: the images of docs/page.md, with fixed nodes and times.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { type Status, statuses } from '../src/model/verdict.ts';
import { startBrowser } from '../test/support/browser/chromium.ts';
import { servePage } from '../test/support/browser/page-server.ts';
import { publicationOf, shownAt, shownNodes } from '../test/support/browser/shown-nodes.ts';
import { missingTools } from '../test/support/e2e/required-tools.ts';

const missing = missingTools('chromium', 'pngquant');
if (missing !== undefined) {
  console.error(missing);
  process.exit(2);
}
const { values } = parseArgs({ options: { output: { type: 'string', default: 'docs/images' } } });

type Picture = {
  readonly name: string;
  readonly status: Status;
  readonly screen: BrowserContextOptions;
  /** The selector of a part of the page to take in place of its first screen. */
  readonly part?: string;
};

// The height fits the verdict, reasons and remedy of the failing node.
const desktop = { viewport: { width: 1120, height: 1210 } };
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };

const pictures: readonly Picture[] = [
  ...(['light', 'dark'] as const).flatMap((colorScheme) => {
    const screen = { ...desktop, colorScheme };
    return [
      ...statuses.map((status) => ({
        name: `status-${status.replace('_', '-')}-${colorScheme}`,
        status,
        screen,
      })),
      { name: `evidence-${colorScheme}`, status: 'fail' as const, screen, part: '.member' },
    ];
  }),
  { name: 'status-fail-phone', status: 'fail', screen: { ...phone, colorScheme: 'light' } },
];

async function take(browser: Browser, { name, status, screen, part }: Picture): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'peerproof-screenshots-'));
  const server = await servePage(await publicationOf(shownNodes[status], join(scratch, 'node')), shownAt);
  const context = await browser.newContext(screen);
  try {
    const page = await context.newPage();
    await page.goto(server.url);
    await page.locator('.live').waitFor();
    const path = join(values.output, `${name}.png`);
    await (part === undefined ? page : page.locator(part)).screenshot({ path, animations: 'disabled' });
    // 256 colours are enough, in a third of the bytes.
    execFileSync('pngquant', ['--force', '--strip', '--nofs', '--output', path, '256', path]);
    console.log(`${path}  ${Math.ceil(statSync(path).size / 1024)} KiB`);
  } finally {
    await context.close();
    await server.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

mkdirSync(values.output, { recursive: true });
const browser = await startBrowser();
try {
  for (const picture of pictures) await take(browser, picture);
} finally {
  await browser.close();
}
