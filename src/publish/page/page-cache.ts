// The rendered page, kept for each publication, and for a minute at most.

import { createHash } from 'node:crypto';
import type { Publication } from '../../model/publication.ts';
import { asset } from '../asset.ts';
import { type PageContext, statusPage } from './status-page.ts';

export type RenderedPage = {
  readonly body: Buffer | string;
  /** A tag of the text: the same for two pages of the same text. */
  readonly etag: string;
  /** The content security policy that allows the page's style and script, and nothing else. */
  readonly policy: string;
};

/** Age limit of texts such as "since 5 min", in milliseconds. */
const maxAge = 60_000;

const policy = [
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

export type PageCache = (publication: Publication | undefined, now: Date) => RenderedPage;

export function createPageCache(context: PageContext): PageCache {
  let last: { publication: Publication | undefined; at: number; page: RenderedPage } | undefined;
  return (publication, now) => {
    const at = now.getTime();
    if (last !== undefined && last.publication === publication && at >= last.at && at - last.at < maxAge)
      return last.page;
    const text = statusPage(publication, context, now);
    const page = { body: Buffer.from(text), etag: `"${digest(text).slice(7, 29)}"`, policy };
    last = { publication, at, page };
    return page;
  };
}
