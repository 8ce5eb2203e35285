// What a client listener of etcd answers to a stranger: in plaintext, and over TLS without a certificate.

import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';

type Target = { readonly host: string; readonly port: number } | { readonly path: string };

export type ListenerAnswer = {
  readonly plaintext: boolean;
  /** `undefined`: it does not speak TLS. */
  readonly tls: 'demands' | 'asks for nothing' | undefined;
};

const patience = 2000;
const http1 = 'GET /version HTTP/1.1\r\nHost: etcd\r\nConnection: close\r\n\r\n';
/** A preface and empty settings: a listener for gRPC alone answers nothing else. */
const http2 = `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0`;

/** The type of such a frame, its fourth byte. */
const settingsFrame = 4;

/** The listening sockets of this network: state 0A; and the Unix sockets of a directory. */
export function listeningSockets(directory: string): readonly Target[] {
  const tcp = [
    ['/proc/net/tcp', '127.0.0.1'],
    ['/proc/net/tcp6', '::1'],
  ].flatMap(([file = '', host = '']) =>
    fields(file)
      .filter((words) => words[3] === '0A')
      .map((words) => ({ host, port: Number.parseInt(words[1]?.split(':')[1] ?? '', 16) })),
  );
  const unix = fields('/proc/net/unix').flatMap((words) =>
    words[3] === '00010000' && words[7] !== undefined && !words[7].startsWith('@') ? [words[7]] : [],
  );
  return [...tcp, ...new Set(unix)].map((one) =>
    typeof one === 'string' ? { path: one.startsWith('/') ? one : join(directory, one) } : one,
  );
}

function fields(file: string): readonly (readonly string[])[] {
  const lines = readFileSync(file, 'utf8').split('\n').slice(1);
  return lines.map((line) => line.trim().split(/\s+/));
}

export async function askListener(target: Target): Promise<ListenerAnswer> {
  const plain = async (request: string): Promise<boolean> =>
    isServed(await answerTo(connect(target), request, 'connect'));
  const secure = async (request: string, protocol: string): Promise<string> =>
    await answerTo(
      connectTls({ ...target, rejectUnauthorized: false, ALPNProtocols: [protocol] }),
      request,
      'secureConnect',
    );
  const overTls = [await secure(http1, 'http/1.1'), await secure(http2, 'h2')];
  const alert = overTls.some((answer) =>
    /ALERT_(?:BAD_CERTIFICATE|CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE)/.test(answer),
  );
  return {
    plaintext: (await plain(http1)) || (await plain(http2)),
    tls: overTls.some(isServed) ? 'asks for nothing' : alert ? 'demands' : undefined,
  };
}

/** An answer of HTTP/1.1 to the question, or the settings of HTTP/2. */
function isServed(answer: string): boolean {
  return answer.startsWith('HTTP/1.1 200') || answer.codePointAt(3) === settingsFrame;
}

/** What came back as text; the code of the error where nothing did. */
function answerTo(socket: Socket, request: string, ready: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    let problem = '';
    const done = (): void => {
      socket.destroy();
      resolve(answer || problem);
    };
    socket.setTimeout(patience, done);
    socket.setEncoding('latin1');
    socket.once(ready, () => socket.write(request, 'latin1'));
    socket.on('data', (chunk: string) => {
      answer += chunk;
      done();
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      problem = error.code ?? error.message;
      done();
    });
    socket.once('close', done);
  });
}
