// The fields of a mapping, each read as the type that the format gives it.

import { isNull, WrittenScalar } from './document.ts';
import { WebConfigError } from './web-config-error.ts';

export type Fields = {
  /** The name of the mapping in messages. */
  readonly name: string;
  readonly values: ReadonlyMap<string, unknown>;
};

/** A mapping with any keys; null is an empty mapping. `found` describes anything else in the error. */
export function anyFields(value: unknown, name: string, found: string = show(value)): Fields {
  if (isNull(value)) return { name, values: new Map() };
  if (typeof value !== 'object' || Array.isArray(value) || value instanceof WrittenScalar)
    throw new WebConfigError(`${name} to be a mapping`, found);
  return { name, values: new Map(Object.entries(value ?? {})) };
}

export function knownFields(value: unknown, name: string, known: readonly string[]): Fields {
  const fields = anyFields(value, name);
  for (const key of fields.values.keys()) {
    if (!known.includes(key)) throw new WebConfigError(`in ${name}: ${known.join(', ')}`, key);
  }
  return fields;
}

/** `undefined`: the field is not given. */
export function textField({ values }: Fields, key: string): string | undefined {
  const value = values.get(key);
  if (isNull(value)) return undefined;
  if (value instanceof WrittenScalar && typeof value.value === 'string') return value.value;
  throw new WebConfigError(`${key} to be a string`, show(value));
}

/** A text that no error may show. */
export function secretField(fields: Fields, key: string): string | undefined {
  const value = fields.values.get(key);
  if (isNull(value) || (value instanceof WrittenScalar && typeof value.value === 'string'))
    return textField(fields, key);
  throw new WebConfigError(`${key} to be a string`, 'something else');
}

/** `undefined`: the field is not given. */
export function booleanField({ values }: Fields, key: string): boolean | undefined {
  const value = values.get(key);
  if (isNull(value)) return undefined;
  if (value instanceof WrittenScalar && typeof value.value === 'boolean') return value.value;
  throw new WebConfigError(`${key} to be true or false`, show(value));
}

/** `undefined`: the field is not given, which may differ from an empty list. */
export function listField({ values }: Fields, key: string): readonly string[] | undefined {
  const value: unknown = values.get(key);
  if (isNull(value)) return undefined;
  if (!Array.isArray(value)) throw new WebConfigError(`${key} to be a list of strings`, show(value));
  return value.map((item: unknown) => {
    if (item instanceof WrittenScalar && typeof item.value === 'string') return item.value;
    throw new WebConfigError(`${key} to be a list of strings`, `${show(item)} in it`);
  });
}

export function show(value: unknown): string {
  if (isNull(value)) return 'nothing';
  if (value instanceof WrittenScalar)
    return typeof value.value === 'string' ? JSON.stringify(value.source) : value.source;
  return Array.isArray(value) ? 'a list' : 'a mapping';
}
