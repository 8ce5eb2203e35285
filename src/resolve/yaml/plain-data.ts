// Readers of untrusted plain data. Inherited properties do not count, so that __proto__ is a key like any other.

export type PlainObject = Readonly<Record<string, unknown>>;

export function isPlainObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map);
}

export function field(value: unknown, key: string): unknown {
  return isPlainObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** A list's items; none for anything that is not a list. */
export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function clipped(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** Text of a value for a message: a scalar as it is written, anything else by its type, since it can be too deep to print. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(clipped(value));
  return typeof value === 'object' && value !== null ? typeName(value) : String(value);
}

export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a mapping' : `a ${typeof value}`;
}
