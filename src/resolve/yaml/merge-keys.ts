// YAML's merge key (`<<`) as the readers in Go apply it: in the order of the text, so that it overrides keys before it.

import { isAlias, isMap, isSeq, Scalar, type ScalarTag } from 'yaml';

/** A text that the readers in Go would refuse. Its message quotes nothing of the text, which may hold secrets. */
export class YamlError extends Error {
  override readonly name = 'YamlError';
}

const mergeKey = '<<';

type AddToMap = NonNullable<Scalar['addToJSMap']>;

const addMerged: AddToMap = (context, map, value) => {
  // The earlier mappings of a list count more.
  const sources: readonly unknown[] = isSeq(value) ? value.items.toReversed() : [value];
  for (const source of sources) {
    const node = isAlias(source) && context !== undefined ? source.resolve(context.doc, context) : source;
    if (!isMap(node)) throw new YamlError('a merge key expects a mapping or a list of mappings');
    const merged: ReadonlyMap<unknown, unknown> = node.toJSON(null, context, Map);
    for (const [key, item] of merged) setKey(map, key, item);
  }
};

function setKey(map: Parameters<AddToMap>[1], key: unknown, value: unknown): void {
  if (map instanceof Map) map.set(key, value);
  else if (map instanceof Set) map.add(key);
  // Defined, not assigned: the key may be __proto__.
  else Object.defineProperty(map, String(key), { value, writable: true, enumerable: true, configurable: true });
}

export const mergeTag: ScalarTag = {
  identify: (value) => typeof value === 'symbol' && value.description === mergeKey,
  default: 'key',
  tag: 'tag:yaml.org,2002:merge',
  test: /^<<$/,
  resolve: () => Object.assign(new Scalar(Symbol(mergeKey)), { addToJSMap: addMerged }),
};
