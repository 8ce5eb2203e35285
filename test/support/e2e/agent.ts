import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Child, type Stopped, logTail, startChild } from './child-process.ts';
import { parseExposition, type Sample } from './exposition.ts';
import { freePort } from './free-ports.ts';

const repository = resolve(import.meta.dirname, '../../..');

type AgentOptions = {
  readonly directory: string;
  readonly manifests: string;
  readonly procfs: string;
  readonly nodeName?: string;
  // The address to listen on; 127.0.0.1 unless given.
  readonly host?: string;
  // What runs a command on the node that it is to watch.
  readonly through?: readonly string[];
};

export type Agent = {
  readonly child: Child;
  readonly address: string;
  readonly healthAddress: string;
  // What /readyz answered from the first connection on, one entry for each change.
  readonly readiness: readonly number[];
  readonly exposition: () => Promise<string>;
  readonly metrics: () => Promise<readonly Sample[]>;
  readonly stop: (signal?: NodeJS.Signals) => Promise<Stopped>;
};

// The command line as it is; the started process may also end at once, which is what bad options are for.
export function launchAgent(
  directory: string,
  args: readonly string[],
  through: readonly string[] = [],
): Promise<Child> {
  return startChild({
    name: 'peerproof',
    argv: [nodeBinary(), join(repository, 'src/main.ts'), ...args],
    environment: {},
    logDirectory: directory,
    through,
  });
}

export async function startAgent(options: AgentOptions): Promise<Agent> {
  const { directory, manifests, procfs, nodeName = 'cp-1', host = '127.0.0.1', through } = options;
  const address = `${host}:${await freePort()}`;
  const healthAddress = `${host}:${await freePort()}`;
  const argv = [
    'serve',
    `--web.listen-address=${address}`,
    `--web.health-address=${healthAddress}`,
    `--path.manifests=${manifests}`,
    `--path.procfs=${procfs}`,
    `--node-name=${nodeName}`,
  ];
  const child = await launchAgent(directory, argv, through);
  const readiness = await untilReady(healthAddress, child);
  const exposition = async (): Promise<string> => (await fetch(`http://${address}/metrics`)).text();
  return {
    child,
    address,
    healthAddress,
    readiness,
    exposition,
    metrics: async () => parseExposition(await exposition()),
    stop: (signal) => child.stop(signal),
  };
}

async function untilReady(healthAddress: string, child: Child): Promise<readonly number[]> {
  const seen: number[] = [];
  const deadline = performance.now() + 60_000;
  while (seen.at(-1) !== 200) {
    if (child.hasExited()) throw new Error(`The agent did not stay up: ${logTail(child)}`);
    if (performance.now() > deadline) throw new Error(`/readyz answered ${seen.join()}: ${logTail(child)}`);
    const status = await statusOf(`http://${healthAddress}/readyz`);
    if (status !== undefined && status !== seen.at(-1)) seen.push(status);
    await sleep(2);
  }
  return seen;
}

async function statusOf(url: string): Promise<number | undefined> {
  try {
    return (await fetch(url)).status;
  } catch {
    return undefined;
  }
}

// Under `npm test` this process runs on the pinned Node already; a bare `vitest` of an older one must not decide.
function nodeBinary(): string {
  const major = Number.parseInt(process.versions.node, 10);
  return major >= 24 ? process.execPath : join(repository, 'node_modules/node/bin/node');
}
