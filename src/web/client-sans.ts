// The subject alternative names of a client's certificate, as Go prints them.

/** `text` is Node's `subjectAltName`: values with a comma or a quote are JSON strings there, so that none can pose as two. */
export function subjectAltNames(text: string | undefined): readonly string[] {
  const entry = /(DNS|IP Address|URI|email|[^:,]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/y;
  const names: string[] = [];
  for (let match = entry.exec(text ?? ''); match !== null; match = entry.exec(text ?? '')) {
    const [, kind = '', written = ''] = match;
    const value = written.startsWith('"') ? String(JSON.parse(written)) : written;
    if (kind === 'IP Address') names.push(value.includes(':') ? shortIPv6(value) : value);
    else if (kind === 'DNS' || kind === 'URI' || kind === 'email') names.push(value);
    if (entry.lastIndex >= (text ?? '').length) break;
  }
  return names;
}

function shortIPv6(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}
