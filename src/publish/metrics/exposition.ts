// The body of /metrics: the registry is rendered once for each change, the runtime's metrics at most once a second.

import { crc32, gzipSync } from 'node:zlib';
import type { Registry } from 'prom-client';

export type Exposition = {
  readonly contentType: string;
  /** Marks the registry as changed, so that the next read renders it. */
  readonly refresh: () => void;
  readonly text: () => Promise<Buffer>;
  /** Returns the compressed text: consecutive gzip members form a gzip file. */
  readonly gzip: () => Promise<Buffer>;
};

/** Age limit of the runtime's metrics when they are served, in milliseconds. */
const maxRuntimeAge = 1000;

/** `runtime` renders metrics that change without a publication; `now` is in milliseconds. */
export function createExposition(registry: Registry, runtime: () => string, now: () => number): Exposition {
  let rendered = renderOnce(registry);
  let runtimePart: Buffer = Buffer.alloc(0);
  let runtimeAt = Number.NEGATIVE_INFINITY;
  let bodies: { text?: Promise<Buffer>; gzip?: Promise<Buffer> } = {};
  const refreshRuntime = (): void => {
    if (now() - runtimeAt < maxRuntimeAge) return;
    runtimeAt = now();
    runtimePart = Buffer.from(runtime());
    bodies = {};
  };
  return {
    contentType: registry.contentType,
    refresh: () => {
      rendered = renderOnce(registry);
      bodies = {};
    },
    text: () => {
      refreshRuntime();
      return (bodies.text ??= joined(rendered.text(), runtimePart));
    },
    gzip: () => {
      refreshRuntime();
      return (bodies.gzip ??= joined(rendered.gzip(), storedMember(runtimePart)));
    },
  };
}

type Rendered = { readonly text: () => Promise<Buffer>; readonly gzip: () => Promise<Buffer> };

/** Renders the registry at the first read: changes between scrapes cost nothing. */
function renderOnce(registry: Registry): Rendered {
  let text: Promise<Buffer> | undefined;
  let gzip: Promise<Buffer> | undefined;
  const textOnce = (): Promise<Buffer> => (text ??= registry.metrics().then((metrics) => Buffer.from(metrics)));
  return { text: textOnce, gzip: () => (gzip ??= textOnce().then((body) => gzipSync(body))) };
}

async function joined(first: Promise<Buffer>, second: Buffer): Promise<Buffer> {
  return Buffer.concat([await first, second]);
}

/** Makes a gzip member with uncompressed content: creating a compressor costs more than a whole scrape. */
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
