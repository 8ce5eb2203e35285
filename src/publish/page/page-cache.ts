// A cache of the rendered page, for each publication and for a minute at most.

import { createHash } from 'node:crypto';
import type { Publication } from '../../model/report.ts';
import { contentSecurityPolicy } from './content-security-policy.ts';
import { type PageContext, statusPage } from './status-page.ts';

export type RenderedPage = {
  readonly body: Buffer | string;
  /** The ETag, which is the same for pages with the same text. */
  readonly etag: string;
  /** The content security policy of the page. */
  readonly policy: string;
};

/** Age limit of the page, in milliseconds: its texts name times such as "5 min". */
const maxAge = 60_000;

export type PageCache = (publication: Publication | undefined, now: Date) => RenderedPage;

export function createPageCache(context: PageContext): PageCache {
  let last: { publication: Publication | undefined; at: number; page: RenderedPage } | undefined;
  return (publication, now) => {
    const at = now.getTime();
    if (last !== undefined && last.publication === publication && at >= last.at && at - last.at < maxAge)
      return last.page;
    const text = statusPage(publication, context, now);
    const digest = createHash('sha256').update(text).digest('base64');
    const page = { body: Buffer.from(text), etag: `"${digest.slice(0, 22)}"`, policy: contentSecurityPolicy };
    last = { publication, at, page };
    return page;
  };
}
