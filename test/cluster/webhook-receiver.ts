// Where Alertmanager's webhooks end: one line of JSON for each notification, with the path and the time that it came.

import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

const [port, file = '/dev/stdout'] = process.argv.slice(2);

createServer((request, response) => {
  const at = Date.now();
  void text(request).then((body) => {
    appendFileSync(file, `${JSON.stringify({ at, path: request.url, body: JSON.parse(body) as unknown })}\n`);
    response.end();
  });
}).listen(Number(port), '127.0.0.1');
