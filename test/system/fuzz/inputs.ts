// Hostile inputs: arbitrary ones, and real ones that are changed.
import fc from 'fast-check';
import { statLine } from '../../support/observe/procfs-tree.ts';
import { podText, secureArgv } from '../../support/resolve/verdicts.ts';

const marks = fc.constantFrom(
  ...`-:?[]{}&*!|>%@#,"'=~<$()\\/`.split(''),
  '\n',
  '\r\n',
  '\n  ',
  '\t',
  '- ',
  ': ',
  '? ',
  '<<: ',
  '&a ',
  '*a ',
  '!!set ',
  '!!binary ',
  '!t ',
  '---\n',
  '...\n',
  '|\n',
  '>\n',
  '"\\x',
  '\uFEFF',
  '\u202E',
  '\u0085',
  'a',
  'a: b\n',
  '$(',
  '$$',
  ')',
);
export const anyText = fc.string({ unit: 'binary', maxLength: 300 });
const marked = fc.array(marks, { maxLength: 80 }).map((parts) => parts.join(''));
const real = podText({ command: secureArgv(), env: [{ name: 'A', value: '$(B)' }] });
const realYaml = `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: etcd\n    command:\n    - ${secureArgv().join('\n    - ')}\n`;

/** A text with a part of it replaced. */
function changed(text: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat(text.length), fc.nat(40), fc.oneof(anyText, marked))
    .map(([at, length, more]) => text.slice(0, at) + more + text.slice(at + length));
}

export const texts = fc.oneof(anyText, marked, fc.json(), changed(real), changed(realYaml));
export const hugeTexts = fc
  .tuple(
    fc.array(marks, { minLength: 1, maxLength: 5 }),
    fc.array(marks, { maxLength: 3 }),
    fc.integer({ min: 1, max: 18 }),
  )
  .map(([unit, start, power]) => {
    const one = unit.join('');
    return start.join('') + one.repeat(Math.min(2 ** power, Math.floor((256 * 1024) / one.length)));
  });

export type SavedProcess = Readonly<Record<'cmdline' | 'environ' | 'stat' | 'cgroup', string>>;

export const savedProcess: fc.Arbitrary<SavedProcess> = fc.record({
  cmdline: fc.oneof(
    anyText,
    fc
      .array(fc.oneof(anyText, fc.constantFrom('etcd', ...secureArgv(), '--name=a', '--', '--peer-auto-tls')), {
        maxLength: 10,
      })
      .map((argv) => ['etcd', ...argv].join('\0')),
    fc.constantFrom('kube-apiserver\0--etcd-servers=http://a:1,', 'k3s server', 'etcd'),
  ),
  environ: fc.oneof(
    anyText,
    anyText.map((text) => `ETCD_PEER_CLIENT_CERT_AUTH=true\0ETCD_NAME=${text}`),
  ),
  stat: fc.oneof(
    { weight: 1, arbitrary: anyText },
    { weight: 5, arbitrary: anyText.map((comm) => statLine(1, comm, 'S', 1)) },
  ),
  cgroup: anyText,
});

/** A TLS record of any kind, with any message inside. */
const record = fc
  .tuple(fc.constantFrom(20, 21, 22, 23, 24, 0x80), fc.uint8Array({ maxLength: 200 }), fc.integer({ min: -3, max: 3 }))
  .map(([type, bytes, lie]) => Buffer.concat([Buffer.from([type, 3, 3, 0, Math.max(0, bytes.length + lie)]), bytes]));
const http = fc
  .tuple(
    fc.constantFrom('200 OK', '404 x', '101 Switching', '100 Continue', '200'),
    fc.constantFrom('Content-Length: 5', 'Transfer-Encoding: chunked', 'x'),
    fc.oneof(fc.json(), anyText),
  )
  .map(([status, header, body]) => Buffer.from(`HTTP/1.1 ${status}\r\n${header}\r\n\r\n${body}`));
export const peerBytes = fc.array(
  fc.oneof(
    record,
    http,
    fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
  ),
  { minLength: 1, maxLength: 4 },
);

export const requests = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(fc.constantFrom('GET', 'HEAD', 'POST', 'OPTIONS', 'PRI', 'get'), anyText, anyText)
    .map(([method, path, header]) => Buffer.from(`${method} /${path} HTTP/1.1\r\nHost: x\r\n${header}\r\n\r\n`)),
  fc
    .constantFrom('/metrics', '/', '/api/v1/report', '/healthz')
    .chain((path) =>
      fc
        .tuple(anyText, fc.constantFrom('gzip', '*', 'gzip;q=0'))
        .map(([name, coding]) =>
          Buffer.from(
            `GET ${path} HTTP/1.1\r\nHost: ${name}\r\nAccept-Encoding: ${coding}\r\nConnection: close\r\n\r\n`,
          ),
        ),
    ),
);
