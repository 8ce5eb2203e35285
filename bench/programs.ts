// The programs that are compared, each as a process of its own.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export type Program = {
  readonly pid: number;
  readonly url: string;
  readonly child: ChildProcess;
  /** When it was started, by `performance.now()`. */
  readonly startedAt: number;
};

const here = import.meta.dirname;
const connections = new Agent({ keepAlive: true, maxSockets: 1 });
let port = 20_000 + Math.floor(Math.random() * 8000);

/** As the image starts it. */
const agentCommand = ['--max-semi-space-size=1', '--enable-source-maps', join(here, '../dist/peerproof.js')];
const nodeExporter = '/usr/bin/prometheus-node-exporter';

export function startAgent(...options: readonly string[]): Program {
  return start(process.execPath, (own) => [...agentCommand, ...agentOptions(own), ...options]);
}

/** The same with Node.js' inspector open, on a port that it tells on standard error. */
export function startInspectedAgent(...options: readonly string[]): Program {
  return start(process.execPath, (own) => ['--inspect=127.0.0.1:0', ...agentCommand, ...agentOptions(own), ...options]);
}

function agentOptions(own: number): readonly string[] {
  return [
    `--web.listen-address=127.0.0.1:${own}`,
    '--web.health-address=127.0.0.1:0',
    '--probe=off',
    '--node-name=node',
  ];
}

export function startBaseline(name: 'bare-http' | 'bare-timer' | 'constant-fastify' | 'full-scan', size = 0): Program {
  return start(process.execPath, (own) => [join(here, 'baselines', `${name}.ts`), `${own}`, `${size}`]);
}

/** `undefined` where Debian's package is not installed. */
export function startNodeExporter(): Program | undefined {
  if (!existsSync(nodeExporter)) return undefined;
  return start(nodeExporter, (own) => [`--web.listen-address=127.0.0.1:${own}`]);
}

/** `command` gets the port to serve on. */
export function start(program: string, command: (port: number) => readonly string[]): Program {
  port += 1;
  const startedAt = performance.now();
  const child = spawn(program, command(port), { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.resume();
  child.stderr.resume();
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} cannot be started`);
  return { pid, url: `http://127.0.0.1:${port}/metrics`, child, startedAt };
}

/** One request on a connection that stays open; the body. */
export function scrape({ url }: Program, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent: connections, headers }, (response) => {
      let body = '';
      response.setEncoding('latin1').on('data', (text: string) => (body += text));
      response.on('end', () => (response.statusCode === 200 ? resolve(body) : reject(new Error(body))));
    }).on('error', reject);
  });
}

/** The first answer; it is asked for every other millisecond. */
export async function firstScrape(program: Program): Promise<string> {
  while (program.child.exitCode === null) {
    try {
      return await scrape(program);
    } catch {
      await sleep(2);
    }
  }
  throw new Error(`${program.child.spawnargs.join(' ')} ended with ${program.child.exitCode}`);
}

export function stop(...programs: readonly (Program | undefined)[]): void {
  for (const program of programs) program?.child.kill('SIGKILL');
}
