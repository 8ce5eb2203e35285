// The body of /metrics: what a report says is rendered once, what always moves is added at most once a second.

import { crc32, gzipSync } from 'node:zlib';
import type { Registry } from 'prom-client';

export type Exposition = {
  readonly contentType: string;
  /** Renders the registry anew; to be called after every change. */
  readonly refresh: () => void;
  readonly text: () => Promise<Buffer>;
  /** The same, compressed: two gzip members in a row are one gzip file. */
  readonly gzip: () => Promise<Buffer>;
};

/** How old the part that always moves may be when it is served. In milliseconds. */
const liveAge = 1000;

/** `live` gives the families that move by themselves; `now` is in milliseconds. */
export function createExposition(registry: Registry, live: () => string, now: () => number): Exposition {
  let rendered = renderOnce(registry);
  let moving: Buffer = Buffer.alloc(0);
  let movedAt = Number.NEGATIVE_INFINITY;
  let served: { text?: Promise<Buffer>; gzip?: Promise<Buffer> } = {};
  const refresh = (): void => {
    if (now() - movedAt < liveAge) return;
    movedAt = now();
    moving = Buffer.from(live());
    served = {};
  };
  return {
    contentType: registry.contentType,
    refresh: () => {
      rendered = renderOnce(registry);
      served = {};
    },
    text: () => {
      refresh();
      return (served.text ??= joined(rendered.text(), moving));
    },
    gzip: () => {
      refresh();
      return (served.gzip ??= joined(rendered.gzip(), storedMember(moving)));
    },
  };
}

type Rendered = { readonly text: () => Promise<Buffer>; readonly gzip: () => Promise<Buffer> };

/** As the registry is now, made when first asked for: a burst of changes without a scrape renders nothing. */
function renderOnce(registry: Registry): Rendered {
  let text: Promise<Buffer> | undefined;
  let gzip: Promise<Buffer> | undefined;
  const textOnce = (): Promise<Buffer> =>
    (text ??= registry.metrics().then((metrics) => Buffer.from(metrics)));
  return { text: textOnce, gzip: () => (gzip ??= textOnce().then((body) => gzipSync(body))) };
}

async function joined(first: Promise<Buffer>, second: Buffer): Promise<Buffer> {
  return Buffer.concat([await first, second]);
}

/** A gzip member that holds its text as it is: a compressor for a kilobyte costs more than a whole scrape. */
function storedMember(content: Buffer): Buffer {
  const length = content.length;
  if (length > 0xffff) return gzipSync(content);
  const member = Buffer.alloc(length + 23);
  member.set([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1]);
  member.writeUInt16LE(length, 11);
  member.writeUInt16LE(length ^ 0xffff, 13);
  member.set(content, 15);
  member.writeUInt32LE(crc32(content), length + 15);
  member.writeUInt32LE(length, length + 19);
  return member;
}
