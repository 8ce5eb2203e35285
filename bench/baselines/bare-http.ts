// As little as Node.js can serve: a constant body of so many bytes.

import { createServer } from 'node:http';

const [port = '', size = ''] = process.argv.slice(2);
const body = 'x'.repeat(Number(size));
createServer((_request, response) => {
  response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8').end(body);
}).listen(Number(port), '127.0.0.1');
