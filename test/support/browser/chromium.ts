// Debian's Chromium.

import { type Browser, chromium } from 'playwright-core';

export function startBrowser(environment: NodeJS.ProcessEnv = process.env): Promise<Browser> {
  // Chromium's sandbox cannot be had by root.
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox'],
    env: { ...environment },
  });
}
