// The web framework of the agent with nothing behind it: a constant body of so many bytes.

import { fastify } from 'fastify';

const [port = '', size = ''] = process.argv.slice(2);
const body = 'x'.repeat(Number(size));
const app = fastify({ logger: false });
app.get('/metrics', (_request, reply) =>
  reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(body),
);
await app.listen({ port: Number(port), host: '127.0.0.1' });
