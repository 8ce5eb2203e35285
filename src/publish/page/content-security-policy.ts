// The content security policy of the page: it allows the style and script of the page by their digests, and nothing else.

import { createHash } from 'node:crypto';
import { asset } from '../asset.ts';

export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src '${digest(asset('page.css'))}'`,
  `script-src '${digest(asset('page.js'))}'`,
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
