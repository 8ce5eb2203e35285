// The environment of a process, as the kernel keeps it.

/** Reads `NAME=value` entries; of a repeated name the first counts, as in Go. */
export function parseEnviron(entries: readonly string[]): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const entry of entries) {
    const equals = entry.indexOf('=');
    const name = equals <= 0 ? '' : entry.slice(0, equals);
    if (name !== '' && !variables.has(name)) variables.set(name, entry.slice(equals + 1));
  }
  return variables;
}
