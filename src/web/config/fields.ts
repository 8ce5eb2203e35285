// The fields of a mapping, read by their types.

import { isNull, WrittenScalar, WebConfigError } from './document.ts';

export type Fields = {
  /** The name of the mapping in messages. */
  readonly name: string;
  readonly values: ReadonlyMap<string, unknown>;
};

/** Reads a mapping with any keys; null is an empty mapping. `found` describes any other value in the error. */
export function anyFields(value: unknown, name: string, found: string = show(value)): Fields {
  if (isNull(value)) return { name, values: new Map() };
  if (typeof value !== 'object' || Array.isArray(value) || value instanceof WrittenScalar)
    throw new WebConfigError(`${name} to be a mapping`, found);
  return { name, values: new Map(Object.entries(value ?? {})) };
}

/** Reads a mapping, and throws a WebConfigError for a key that is not known. */
export function knownFields(value: unknown, name: string, known: readonly string[]): Fields {
  const fields = anyFields(value, name);
  for (const key of fields.values.keys()) {
    if (!known.includes(key)) throw new WebConfigError(`in ${name}: ${known.join(', ')}`, key);
  }
  return fields;
}

/** Reads a string; `undefined` without the field. `found` describes any other value in the error. */
export function textField(
  { values }: Fields,
  key: string,
  found: (value: unknown) => string = show,
): string | undefined {
  const value = values.get(key);
  if (isNull(value)) return undefined;
  if (value instanceof WrittenScalar && typeof value.value === 'string') return value.value;
  throw new WebConfigError(`${key} to be a string`, found(value));
}

/** Reads a string that no error may show. */
export function secretField(fields: Fields, key: string): string | undefined {
  return textField(fields, key, () => 'something else');
}

/** Reads a boolean; `undefined` without the field. */
export function booleanField({ values }: Fields, key: string): boolean | undefined {
  const value = values.get(key);
  if (isNull(value)) return undefined;
  if (value instanceof WrittenScalar && typeof value.value === 'boolean') return value.value;
  throw new WebConfigError(`${key} to be true or false`, show(value));
}

/** Reads a list of strings; `undefined` without the field, which may differ from an empty list. */
export function listField({ values }: Fields, key: string): readonly string[] | undefined {
  const value: unknown = values.get(key);
  if (isNull(value)) return undefined;
  if (!Array.isArray(value)) throw new WebConfigError(`${key} to be a list of strings`, show(value));
  return value.map((item: unknown) => {
    if (item instanceof WrittenScalar && typeof item.value === 'string') return item.value;
    throw new WebConfigError(`${key} to be a list of strings`, `${show(item)} in it`);
  });
}

/** Describes a value for an error: a scalar as it is written, a collection by its kind. */
export function show(value: unknown): string {
  if (isNull(value)) return 'nothing';
  if (value instanceof WrittenScalar)
    return typeof value.value === 'string' ? JSON.stringify(value.source) : value.source;
  return Array.isArray(value) ? 'a list' : 'a mapping';
}
