import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const taken = new Set<number>();
// Test files that run side by side each have their own share of the ports: between the look and the use nobody else takes one.
const shares = 16;
const ownShare = Number(process.env['VITEST_POOL_ID'] ?? 0) % shares;

// Below the ephemeral range: an etcd member that dials its stopped peer could otherwise take the peer's port as its own.
export async function freePort(): Promise<number> {
  const end = firstEphemeralPort();
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = randomInt(10_000 / shares, Math.floor(end / shares)) * shares + ownShare;
    if (!taken.has(port) && (await canListen(port))) {
      taken.add(port);
      return port;
    }
  }
  throw new Error(`Cannot find a free port between 10000 and ${end}`);
}

function firstEphemeralPort(): number {
  const range = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8');
  return Math.max(Number.parseInt(range, 10), 12_000);
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
