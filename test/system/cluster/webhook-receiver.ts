// Where Alertmanager's webhooks end: one line of JSON for each notification, with the path and the time that it came.

import { appendFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';

const [port, file = '/dev/stdout'] = process.argv.slice(2);

async function keep(request: IncomingMessage): Promise<void> {
  const at = Date.now();
  appendFileSync(file, `${JSON.stringify({ at, path: request.url, body: await json(request) })}\n`);
}

createServer((request, response) => {
  keep(request).then(
    () => response.end(),
    () => response.writeHead(400).end(),
  );
}).listen(Number(port), '127.0.0.1');
