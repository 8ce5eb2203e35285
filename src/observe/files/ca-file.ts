// An authority file: a bundle of public certificates. Of each only the key is taken, as a digest.

import { createHash, X509Certificate } from 'node:crypto';
import { type Result, ok, failWith } from '../../model/result.ts';
import { type BeforeRead, type FileRequest, readContainerFile } from './container-file.ts';

/** All the authorities that a system trusts fit into it. In bytes. */
const maxAuthorityFileBytes = 256 * 1024;

/** Of all files in one assessment: each costs the time to parse it. In characters. */
const maxTextTogether = 1024 * 1024;

const begin = '-----BEGIN CERTIFICATE-----';
const end = '-----END CERTIFICATE-----';

/** A reader for one assessment. */
export function createCaFileReader(
  place: { readonly rootfs: string; readonly procfs: string },
  beforeRead: BeforeRead,
): (request: FileRequest) => Promise<Result<ReadonlySet<string>>> {
  let length = 0;
  return async (request) => {
    const file = await readContainerFile(place, request, beforeRead, maxAuthorityFileBytes);
    if (!file.ok) return failWith('authority_file_unreadable', file.detail);
    length += file.text.length;
    if (length > maxTextTogether)
      return failWith('authority_file_unreadable', 'the authority files of this node together are too large');
    return authorityKeys(file.text, request.path);
  };
}

/** The keys in a bundle of certificates in PEM, each as a digest; a certificate that cannot be read makes it worthless. */
function authorityKeys(text: string, shownAs: string): Result<ReadonlySet<string>> {
  const parts = text.split(begin).slice(1);
  const keys = parts.map((part) => keyOf(part));
  const broken = keys.indexOf(undefined);
  if (broken !== -1)
    return failWith('authority_file_invalid', `certificate ${broken + 1} of ${shownAs} cannot be read`);
  if (keys.length === 0) return failWith('authority_file_invalid', `${shownAs} holds no certificate`);
  return ok(new Set(keys.filter((key) => key !== undefined)));
}

function keyOf(part: string): string | undefined {
  const length = part.indexOf(end);
  if (length === -1) return undefined;
  try {
    const { publicKey } = new X509Certificate(`${begin}${part.slice(0, length)}${end}`);
    return createHash('sha256')
      .update(publicKey.export({ type: 'spki', format: 'der' }))
      .digest('hex');
  } catch {
    // The message would quote what may not be a certificate at all.
    return undefined;
  }
}
