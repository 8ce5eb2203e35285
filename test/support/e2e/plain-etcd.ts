// One etcd of any version with any peer settings; its client port is plaintext, so that everybody can ask how it is.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { type Child, logTail, startChild } from './child-process.ts';
import { asFlags, type EtcdSettings } from './etcd-settings.ts';
import type { EtcdBinary } from './etcd-versions.ts';
import { freePort } from './free-ports.ts';
import { waitUntil } from './wait-until.ts';

export type PlainEtcd = {
  readonly child: Child;
  readonly client: string;
  readonly logLines: () => readonly string[];
  readonly stop: () => Promise<void>;
};

type EtcdInvocation = {
  readonly name: string;
  readonly directory: string;
  readonly settings: EtcdSettings;
  // What starts it, such as `unshare` with its options.
  readonly through?: readonly string[];
  // Of the others when it joins them; by default it is alone.
  readonly initialCluster?: string;
};

export async function launchEtcd({ path }: EtcdBinary, invocation: EtcdInvocation): Promise<PlainEtcd> {
  const { name, directory, settings, through = [] } = invocation;
  const own = join(directory, name);
  mkdirSync(own, { recursive: true });
  const client = `http://127.0.0.1:${await freePort()}`;
  const advertised = settings['initial-advertise-peer-urls'] ?? settings['listen-peer-urls'] ?? '';
  const each = advertised.split(',').map((url) => `${name}=${url}`);
  const all: EtcdSettings = {
    name,
    'data-dir': join(own, 'data'),
    'listen-client-urls': client,
    'advertise-client-urls': client,
    'initial-cluster': invocation.initialCluster ?? each.join(','),
    'initial-advertise-peer-urls': advertised,
    ...settings,
  };
  const child = await startChild({
    name,
    argv: [path, ...asFlags(all)],
    environment: {},
    logDirectory: own,
    through,
  });
  return {
    child,
    client,
    logLines: () => `${child.stdout()}${child.stderr()}`.split('\n').filter((line) => line !== ''),
    stop: async () => void (await child.stop('SIGKILL')),
  };
}

export async function untilReady({ child, client }: PlainEtcd): Promise<void> {
  let last = 'not asked yet';
  await waitUntil(
    async () => {
      if (child.hasExited()) throw new Error(`etcd did not stay up: ${logTail(child)}`);
      last = await fetch(`${client}/health`)
        .then((answer) => answer.text())
        .catch(String);
      return last.includes('"health":"true"') || undefined;
    },
    { timeoutMs: 120_000, everyMs: 50, describe: () => `health was ${last}; ${logTail(child)}` },
  );
}

export async function startPlainEtcd(binary: EtcdBinary, invocation: EtcdInvocation): Promise<PlainEtcd> {
  const etcd = await launchEtcd(binary, invocation);
  await untilReady(etcd);
  return etcd;
}
