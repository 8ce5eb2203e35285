// `make demo`: the agent on a temporary copy of a sample control-plane node.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { parseOptions } from '../src/options.ts';
import type { Log } from '../src/publish/log.ts';
import { ListenError } from '../src/option-values.ts';
import { serve, type Service } from '../src/serve.ts';
import { materialiseNode } from '../test/fixtures/make-proc.ts';

const scratch = mkdtempSync(join(tmpdir(), 'peerproof-demo-'));
const rootfs = join(scratch, 'node');
const manifest = join(rootfs, 'etc/kubernetes/manifests/etcd.yaml');

/** One line for each verdict that changes; the agent's own log lines stay out of the way. */
const log: Log = {
  debug: () => undefined,
  info: announce,
  warn: announce,
  error: (message, fields) => console.error(message, fields ?? ''),
};

function announce(message: string, fields: Parameters<Log['info']>[1] = {}): void {
  if (message !== 'verdict changed') return;
  const { rule, from, to, reasons } = fields;
  const why = reasons === '' ? '' : ` (${reasons})`;
  console.log(
    `${new Date().toLocaleTimeString('en-GB')}  ${rule}: ${from === 'none' ? '' : `${from} → `}${to}${why}`,
  );
}

async function start(ports: readonly [number, number]): Promise<Service> {
  const [web, health] = ports.map((port) => `127.0.0.1:${port}`);
  const options = [
    `--path.rootfs=${rootfs}`,
    '--node-name=cp-1',
    `--web.listen-address=${web}`,
    `--web.health-address=${health}`,
  ];
  const build = { version: packageJson.version, revision: 'demo', nodeVersion: process.version };
  return await serve(
    parseOptions([...options, ...process.argv.slice(2)], {}, 'cp-1'),
    build,
    log,
    process.pid,
  );
}

/** The agent's own ports, or any when those are taken. */
async function startSomewhere(): Promise<Service> {
  try {
    return await start([19380, 19381]);
  } catch (error) {
    if (!(error instanceof ListenError)) throw error;
    return await start([0, 0]);
  }
}

materialiseNode(join(import.meta.dirname, '../test/fixtures/nodes/sample'), rootfs);
const service = await startSomewhere();
console.log(`
peerproof is watching a sample control-plane node, ${rootfs}

  page     http://${service.address}/
  metrics  http://${service.address}/metrics
  report   http://${service.address}/api/v1/report

Now break it: edit ${manifest}
and set --peer-client-cert-auth=false, or delete the line, or make a listen-peer-urls http. For example:

  sed -i s/peer-client-cert-auth=true/peer-client-cert-auth=false/ ${manifest}

peerproof_rule_compliant{rule="cis-kubernetes-2.5"} goes from 1 to 0, and a line appears here.
Undo the edit, and it goes back. Ctrl-C ends the demo.
`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void service.close().finally(() => {
      rmSync(scratch, { recursive: true, force: true });
      process.exit(0);
    });
  });
}
