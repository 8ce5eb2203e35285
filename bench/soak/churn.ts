// Everything that moves on a node, thousands of times faster: manifests, processes, scrapes.

import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startStorm } from '../crowd.ts';
import { createEtcdStarter } from '../etcd-processes.ts';
import type { ManifestNode } from '../manifest-node.ts';
import { type Program, scrape } from '../programs.ts';

/** Something that goes on until it is stopped, and how often it has happened. */
export type Churn = { readonly count: () => number; readonly stop: () => Promise<void> };

function repeat(pause: number, turn: (count: number) => unknown): Churn {
  const stopping = new AbortController();
  let count = 0;
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await turn(count);
      count += 1;
      await sleep(pause);
    }
  };
  const ended = loop();
  return {
    count: () => count,
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

/** Edits, renames, broken text, more files, no file, and another directory in place of the old one. */
export function churnManifests({ rootfs, write }: ManifestNode): Churn {
  const directory = join(rootfs, 'etc/kubernetes/manifests');
  const inside = (name: string): string => join(directory, name);
  const turns: readonly ((count: number) => void)[] = [
    (count) => write(count % 2 === 0, false),
    (count) => write(count % 2 === 0, true),
    () => writeFileSync(inside('etcd.yaml'), 'kind: Pod\n  broken: [\n'),
    () => writeFileSync(inside('etcd.yaml'), `# ${'x'.repeat(300_000)}`),
    (count) => writeFileSync(inside(`more-${count % 3}.yaml`), 'kind: Pod\n'),
    (count) => rmSync(inside(`more-${(count + 2) % 3}.yaml`), { force: true }),
    () => rmSync(inside('etcd.yaml'), { force: true }),
    () => {
      renameSync(directory, `${directory}.old`);
      mkdirSync(directory);
      write(true, false);
      rmSync(`${directory}.old`, { recursive: true });
    },
  ];
  const churn = repeat(60, (count) => turns[count % turns.length]?.(count));
  return {
    count: churn.count,
    stop: async () => {
      await churn.stop();
      for (const name of [0, 1, 2]) rmSync(inside(`more-${name}.yaml`), { force: true });
      write(true, true);
    },
  };
}

/** Processes named etcd, each under a new name: three live at a time, and about ten come and go in a second. */
export function churnEtcd(urls: string): Churn {
  const living: number[] = [];
  const settings = { PEER_CERT_FILE: '/pki/peer.crt', PEER_KEY_FILE: '/pki/peer.key' };
  const environment = Object.entries({ ...settings, LISTEN_PEER_URLS: urls });
  const starter = createEtcdStarter(
    ({ pid }) => void living.push(pid),
    Object.fromEntries(environment.map(([name, value]) => [`ETCD_${name}`, value])),
  );
  const churn = repeat(100, (count) => {
    starter.start(`soak-${count}`, count % 3 === 0 ? 0.05 : 0);
    while (living.length > 3) process.kill(living.shift() ?? 0, 'SIGKILL');
  });
  return {
    count: churn.count,
    stop: async () => {
      await churn.stop();
      await sleep(500);
      for (const pid of living) process.kill(pid, 'SIGKILL');
      starter.close();
    },
  };
}

/** Forks in storms of ten seconds, with ten seconds of calm between them. */
export function churnForks(): Churn {
  const churn = repeat(10_000, async () => {
    const storm = startStorm();
    await sleep(10_000);
    storm.kill('SIGKILL');
  });
  return { count: churn.count, stop: async () => void churn.stop() };
}

/** Every way to ask, on a connection that stays and on new ones, and clients that leave in the middle. */
export function churnScrapes(agent: Program): Churn {
  const base = agent.url.replace(/\/metrics$/, '');
  const turns: readonly (() => Promise<unknown>)[] = [
    () => scrape(agent),
    () => scrape(agent, { 'accept-encoding': 'gzip' }),
    () => scrape({ ...agent, url: `${base}/api/v1/report` }),
    () => scrape({ ...agent, url: `${base}/` }),
    () => leaveEarly(Number(new URL(base).port)),
  ];
  return repeat(10, async (count) => await turns[count % turns.length]?.());
}

function leaveEarly(port: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write('GET /metrics HTTP/1.1\r\nHost: node\r\n\r\nGET /metr', () => {
        socket.destroy();
        resolve();
      });
    });
    socket.on('error', () => resolve());
  });
}
