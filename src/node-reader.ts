// Options → the reader of this node: the one place where observing learns what resolving looks for.

import { createNodeReader, type NodeReader } from './observe/node.ts';
import type { Options } from './options.ts';
import { processKind } from './resolve/program-name.ts';

export function nodeReader({ rootfs, procfs, manifests }: Options): NodeReader {
  return createNodeReader({ rootfs, procfs, manifests }, processKind, Date.now);
}
