// What etcd uses where nothing is given, whichever source it reads.

import type { PeerUrl } from '../model/member.ts';

const peerUrl = 'http://localhost:2380';
const clientUrl = 'http://localhost:2379';

/** Peers are served in plaintext until something else is asked for. */
export const defaultPeerUrls: readonly PeerUrl[] = [{ scheme: 'http', text: peerUrl }];

const texts: ReadonlyMap<string, string> = new Map([
  ['name', 'default'],
  ['initial-advertise-peer-urls', peerUrl],
  ['listen-client-urls', clientUrl],
  ['advertise-client-urls', clientUrl],
]);

/** A flag's default text; '' for one that is not set by default. */
export function defaultText(flag: string): string {
  return texts.get(flag) ?? '';
}
