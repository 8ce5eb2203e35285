// Hosts and ports of URLs, as the flags of etcd and of kube-apiserver write them.

export type NetworkAddress = {
  /** As it is written, without the brackets around IPv6. */
  readonly host: string;
  /** `undefined` where no colon follows the host. */
  readonly port: string | undefined;
};

export type AddressUrl = {
  /** In lower case. */
  readonly scheme: string;
  /** `undefined` where the text between `//` and the path is no address. */
  readonly address: NetworkAddress | undefined;
  readonly path: string;
};

const urlShape = /^([a-z][a-z\d+.-]*):\/\/([^/?#]*)(.*)$/is;
const addressShape = /^(?:\[([^\]]*:[^\]]*)\]|([^:[\]]*))(?::(\d*))?$/;

/** Splits a URL; `undefined` for a text without `scheme://`. */
export function parseUrl(text: string): AddressUrl | undefined {
  const [, scheme, authority = '', path = ''] = urlShape.exec(text) ?? [];
  if (scheme === undefined) return undefined;
  const match = addressShape.exec(authority);
  const address = match === null ? undefined : { host: match[1] ?? match[2] ?? '', port: match[3] };
  return { scheme: scheme.toLowerCase(), address, path };
}

/** Returns the canonical spelling of a host: lower case, IPv6 in its shortest form. */
export function canonicalHost(host: string): string {
  const url = host.includes(':') ? URL.parse(`http://[${host}]`) : null;
  return url === null ? host.toLowerCase() : url.hostname.slice(1, -1);
}

/** Whether a host is localhost, ::1 or in 127.0.0.0/8, also as IPv4 inside IPv6. */
export function isLoopback(host: string): boolean {
  const canonical = canonicalHost(host);
  return /^(?:localhost|::1|127(?:\.\d{1,3}){3}|::ffff:7f[\da-f]{2}:[\da-f]{1,4})$/.test(canonical);
}

/** Whether a host stands for every address of the machine. */
export function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** Whether a host is an IP address, and no name. */
export function isIpAddress(host: string): boolean {
  return /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f:]*:[\da-f:.]*)$/i.test(host);
}
