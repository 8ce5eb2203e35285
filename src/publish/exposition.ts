// The body of /metrics: what a report says is rendered once, what moves with every scrape is added when it is served.

import { gzipSync } from 'node:zlib';
import type { Registry } from 'prom-client';

export type Exposition = {
  readonly contentType: string;
  /** Renders the registry anew; to be called after every change. */
  readonly refresh: () => void;
  readonly text: () => Promise<string>;
  /** The same, compressed: two gzip members in a row are one gzip file. */
  readonly gzip: () => Promise<Buffer>;
};

/** `live` gives the families that move with every scrape. */
export function createExposition(registry: Registry, live: () => string): Exposition {
  let rendered: Promise<string> | undefined;
  let compressed: Promise<Buffer> | undefined;
  const body = (): Promise<string> => (rendered ??= registry.metrics());
  return {
    contentType: registry.contentType,
    refresh: () => {
      rendered = registry.metrics();
      compressed = undefined;
    },
    text: async () => (await body()) + live(),
    gzip: async () => {
      compressed ??= body().then((text) => gzipSync(text));
      return Buffer.concat([await compressed, gzipSync(live())]);
    },
  };
}
