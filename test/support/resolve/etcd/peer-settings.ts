// Settings that differ from etcd's defaults only in how peers are served.
import { type EtcdSettings, known, type ListenUrl, type Setting, unknown } from '../../../../src/model/settings.ts';

export type Given = {
  readonly urls?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly ca?: string;
  readonly auth?: boolean | '?';
  readonly auto?: boolean | '?';
};

const open = unknown({ reason: 'environment_unreadable', detail: 'EACCES' });

/** `?` is a setting that is not known. */
function setting<T>(given: T | '?' | undefined, fallback: T): Setting<T> {
  if (given === '?') return open;
  return given === undefined ? known(fallback, 'default') : known(given, 'flag');
}

function peerUrls(list: string | undefined): Setting<readonly ListenUrl[]> {
  if (list === '?') return open;
  const urls = (list ?? 'http').split(',').map((scheme) => ({ scheme, text: `${scheme}://192.0.2.10:2380` }));
  return known(urls as readonly ListenUrl[], 'flag');
}

export function peerSettingsOf({ urls, cert, key, ca, auth, auto }: Given): EtcdSettings {
  return {
    name: known('default', 'default'),
    dataDir: known('', 'default'),
    listenPeerUrls: peerUrls(urls),
    peerCertFile: setting(cert, ''),
    peerKeyFile: setting(key, ''),
    peerTrustedCaFile: setting(ca, ''),
    peerClientCertAuth: setting<boolean>(auth, false),
    peerAutoTls: setting<boolean>(auto, false),
    listenClientUrls: known([], 'default'),
    listenClientHttpUrls: known([], 'default'),
    certFile: known('', 'default'),
    keyFile: known('', 'default'),
    trustedCaFile: known('', 'default'),
    clientCertAuth: known(false, 'default'),
    autoTls: known(false, 'default'),
    advertiseClientUrls: known('', 'default'),
    initialAdvertisePeerUrls: known('', 'default'),
  };
}

export const pair = { cert: '/c', key: '/k' };
export const secure: Given = { ...pair, urls: 'https', ca: '/ca', auth: true };
