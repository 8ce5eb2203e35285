// Reading untrusted plain data: own properties only, so that a key named __proto__ is just a key.

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

/** A text in a message: nobody reads more of it. */
export function clipped(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** A value in a message: a scalar as it is written, anything else by its kind, since it can be deeper than can be printed. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(clipped(value));
  return typeof value === 'object' && value !== null ? typeName(value) : String(value);
}

/** What a value is, for messages. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a mapping' : `a ${typeof value}`;
}
