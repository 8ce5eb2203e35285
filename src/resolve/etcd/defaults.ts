// What etcd uses where nothing is given, whichever source it reads.

import type { ListenUrl } from '../../model/member.ts';

const peerUrl = 'http://localhost:2380';
const clientUrl = 'http://localhost:2379';

/** Flags that are lists of URLs to listen on. */
export const urlFlags = ['listen-peer-urls', 'listen-client-urls', 'listen-client-http-urls'] as const;
export type UrlFlag = (typeof urlFlags)[number];

export function isUrlFlag(flag: string): flag is UrlFlag {
  return (urlFlags as readonly string[]).includes(flag);
}

const urls: Readonly<Record<UrlFlag, readonly ListenUrl[]>> = {
  'listen-peer-urls': [{ scheme: 'http', text: peerUrl }],
  'listen-client-urls': [{ scheme: 'http', text: clientUrl }],
  // Without it, HTTP is served where gRPC is.
  'listen-client-http-urls': [],
};

/** Peers and clients are served in plaintext until something else is asked for. */
export function defaultUrls(flag: UrlFlag): readonly ListenUrl[] {
  return urls[flag];
}

const texts: ReadonlyMap<string, string> = new Map([
  ['name', 'default'],
  ['initial-advertise-peer-urls', peerUrl],
  ['advertise-client-urls', clientUrl],
]);

/** A flag's default text; '' for one that is not set by default. */
export function defaultText(flag: string): string {
  return texts.get(flag) ?? '';
}
