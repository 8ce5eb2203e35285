// Subject alternative names of a client's certificate.

/**
 * Lists the names of a certificate as Go prints them. `text` is Node's `subjectAltName`, where a value with a comma or a quote
 * is a JSON string, so that it cannot pose as two values.
 */
export function subjectAltNames(text = ''): readonly string[] {
  const entry = /(DNS|IP Address|URI|email|[^:,]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/y;
  const names: string[] = [];
  for (let match = entry.exec(text); match !== null; match = entry.exec(text)) {
    const [, kind = '', quoted = ''] = match;
    const value = quoted.startsWith('"') ? String(JSON.parse(quoted)) : quoted;
    if (kind === 'IP Address') names.push(value.includes(':') ? shortIPv6(value) : value);
    else if (kind === 'DNS' || kind === 'URI' || kind === 'email') names.push(value);
    if (entry.lastIndex >= text.length) break;
  }
  return names;
}

function shortIPv6(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}
