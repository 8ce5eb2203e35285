import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createPageCache } from '../../../../src/publish/page/page-cache.ts';
import { assessedAt, sampleReport } from '../../../support/publish/sample-report.ts';

const context = { version: '1.2.3', telemetryPath: '/metrics', isProbing: true };
const after = (seconds: number): Date => new Date(assessedAt.getTime() + seconds * 1000);
const publication = (node = 'cp-1') => ({
  report: sampleReport({ node }),
  watchMode: 'scan' as const,
  statusSince: () => assessedAt,
});

test('the page is rendered once for a publication, and again when a minute has passed', () => {
  const page = createPageCache(context);
  const one = publication();
  const first = page(one, after(1));
  expect(page(one, after(50))).toBe(first);
  expect(page(one, after(62)).body.toString()).toContain('1 min');
  expect(page(one, after(62)).etag).not.toBe(first.etag);
});

test('another publication is shown at once, and a clock that goes back makes nothing stick', () => {
  const page = createPageCache(context);
  const one = publication();
  const first = page(one, after(10));
  expect(page(publication('cp-2'), after(10)).body.toString()).toContain('cp-2');
  expect(page(one, after(5))).not.toBe(first);
});

test('two pages that say the same have the same tag', () => {
  const tags = [publication(), publication()].map((one) => createPageCache(context)(one, after(1)).etag);
  expect(tags[0]).toBe(tags[1]);
  expect(tags[0]).toMatch(/^"[\w+/]{22}"$/);
});

test('the policy lets exactly the style and the script of the page run', () => {
  const { body, policy } = createPageCache(context)(publication(), after(1));
  for (const name of ['style', 'script']) {
    const [, text = ''] = new RegExp(`<${name}>([^]*?)</${name}>`).exec(body.toString()) ?? [];
    const digest = createHash('sha256').update(text).digest('base64');
    expect(policy).toContain(`${name}-src 'sha256-${digest}'`);
  }
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
});
