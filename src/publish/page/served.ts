// The page as it is sent: rendered once for each publication, at least once a minute while somebody looks.

import { createHash } from 'node:crypto';
import type { Publication } from '../../model/publication.ts';
import { type PageContext, statusPage } from './page.ts';
import { script, style } from './assets.ts';

export type ServedPage = {
  readonly body: Buffer | string;
  /** Of what it says: the same for two pages that say the same. */
  readonly etag: string;
  /** The content security policy under which its own style and script run, and nothing else. */
  readonly policy: string;
};

/** How long "since 5 min" may stand. In milliseconds. */
const wordsAge = 60_000;

const policy = [
  "default-src 'none'",
  `style-src '${digest(style)}'`,
  `script-src '${digest(script)}'`,
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

export function createServedPage(
  context: PageContext,
): (of: Publication | undefined, now: Date) => ServedPage {
  let last:
    | { readonly of: Publication | undefined; readonly at: number; readonly page: ServedPage }
    | undefined;
  return (of, now) => {
    const at = now.getTime();
    if (last !== undefined && last.of === of && at >= last.at && at - last.at < wordsAge) return last.page;
    const text = statusPage(of, context, now);
    const page = { body: Buffer.from(text), etag: `"${digest(text).slice(7, 29)}"`, policy };
    last = { of, at, page };
    return page;
  };
}
