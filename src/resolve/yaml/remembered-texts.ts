// Parsing by text: a file that says the same is parsed once, however often it is read.

/** Returns `parse`, which remembers the last texts, `limit` characters of them at most. Its results must not be changed. */
export function rememberTexts<T>(parse: (text: string) => T, limit: number): (text: string) => T {
  const parsed = new Map<string, T>();
  let length = 0;
  const forget = (text: string): void => {
    if (parsed.delete(text)) length -= text.length;
  };
  return (text) => {
    const result = parsed.get(text) ?? parse(text);
    // The text that was asked for last is forgotten last.
    forget(text);
    parsed.set(text, result);
    length += text.length;
    for (const oldest of parsed.keys()) if (length > limit) forget(oldest);
    return result;
  };
}
