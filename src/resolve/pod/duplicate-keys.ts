// Duplicate keys in the parts of a pod that decide how its containers start. Linear, unlike the YAML library's check.

import { type Document, isMap, isScalar, isSeq, type YAMLMap } from 'yaml';

/** The first duplicate key at the top, in the spec, or anywhere in its containers and volumes. */
export function duplicateKeyInPod(document: Document): string | undefined {
  const root = document.contents;
  if (!isMap(root)) return undefined;
  const spec = root.get('spec', true);
  return duplicateKey(root) ?? (isMap(spec) ? (duplicateKey(spec) ?? duplicateInContainers(spec)) : undefined);
}

function duplicateInContainers(spec: YAMLMap): string | undefined {
  return ['containers', 'initContainers', 'volumes'].map((key) => duplicateBelow(spec.get(key, true))).find(Boolean);
}

function duplicateBelow(node: unknown): string | undefined {
  if (isSeq(node)) return node.items.map(duplicateBelow).find(Boolean);
  if (!isMap(node)) return undefined;
  return duplicateKey(node) ?? node.items.map(({ value }) => duplicateBelow(value)).find(Boolean);
}

function duplicateKey(map: YAMLMap): string | undefined {
  const seen = new Set<string>();
  for (const { key } of map.items) {
    // Several merge keys are legal; their value is a symbol.
    if (!isScalar(key) || typeof key.value === 'symbol') continue;
    const name = String(key.value);
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return undefined;
}
