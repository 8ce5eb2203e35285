// A CA file: a bundle of public certificates. Only the key of each is kept, as a digest.

import { createHash, X509Certificate } from 'node:crypto';
import { failWith, ok, type Result } from '../../model/result.ts';
import {
  type BeforeRead,
  createContainerFileReader,
  type FileKind,
  type FileRequest,
  type HostPaths,
} from './rooted/container-file.ts';
import { alwaysReason } from './rooted/text-file.ts';

const caFile: FileKind = {
  // The CAs that a system trusts fit.
  maxBytes: 256 * 1024,
  // Each certificate costs the time to parse it.
  maxCharacters: 1024 * 1024,
  reasons: alwaysReason('authority_file_unreadable'),
  tooMuchText: 'the authority files of this node together are too large',
};

const begin = '-----BEGIN CERTIFICATE-----';
const end = '-----END CERTIFICATE-----';

/** Returns a reader of CA keys for an assessment. `beforeRead` is awaited before each file is read. */
export function createCaFileReader(
  paths: HostPaths,
  beforeRead: BeforeRead,
): (request: FileRequest) => Promise<Result<ReadonlySet<string>>> {
  const read = createContainerFileReader(paths, beforeRead, caFile);
  return async (request) => {
    const text = await read(request);
    return text.ok ? caKeys(text.value, request.path) : text;
  };
}

/** The key of each certificate in a PEM bundle, as a digest. A certificate that cannot be parsed makes the bundle invalid. */
function caKeys(text: string, path: string): Result<ReadonlySet<string>> {
  const keys = text.split(begin).slice(1).map(keyOf);
  const invalid = keys.indexOf(undefined);
  if (invalid !== -1) return failWith('authority_file_invalid', `certificate ${invalid + 1} of ${path} cannot be read`);
  if (keys.length === 0) return failWith('authority_file_invalid', `${path} holds no certificate`);
  return ok(new Set(keys.filter((key) => key !== undefined)));
}

/** Digests the public key of a certificate; `part` follows the line that begins it. */
function keyOf(part: string): string | undefined {
  const length = part.indexOf(end);
  if (length === -1) return undefined;
  try {
    const { publicKey } = new X509Certificate(`${begin}${part.slice(0, length)}${end}`);
    return createHash('sha256')
      .update(publicKey.export({ type: 'spki', format: 'der' }))
      .digest('hex');
  } catch {
    // The message would quote text that may be no certificate at all.
    return undefined;
  }
}
