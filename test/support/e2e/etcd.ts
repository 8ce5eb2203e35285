import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { CertificateAuthority, KeyPair } from './certificates.ts';
import { type Child, logTail, startChild } from './child-process.ts';
import { asConfigFile, asEnvironment, asFlags, type EtcdSettings, type GivenBy } from './etcd-settings.ts';
import { askHttps } from './loopback-https.ts';
import { waitUntil } from './wait-until.ts';

export type MemberPlace = {
  readonly name: string;
  readonly directory: string;
  readonly clientPort: number;
  readonly peerPort: number;
  readonly authority: CertificateAuthority;
  readonly client: KeyPair;
  // What runs a command where this member is to run.
  readonly through: readonly string[];
};

export function startEtcd(place: MemberPlace, settings: EtcdSettings, givenBy: GivenBy): Promise<Child> {
  const { argv, environment } = commandFor(place, settings, givenBy);
  return startChild({
    name: place.name,
    argv: ['etcd', ...argv],
    environment,
    logDirectory: place.directory,
    through: place.through,
  });
}

type EtcdCommand = {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
};

function commandFor(place: MemberPlace, settings: EtcdSettings, givenBy: GivenBy): EtcdCommand {
  if (givenBy === 'flags') return { argv: asFlags(settings), environment: {} };
  if (givenBy === 'environment') return { argv: [], environment: asEnvironment(settings) };
  const file = join(place.directory, 'etcd.conf.yaml');
  writeFileSync(file, asConfigFile(settings));
  return { argv: [`--config-file=${file}`], environment: {} };
}

export async function untilHealthy(place: MemberPlace, child: Child): Promise<void> {
  let last = 'not asked yet';
  await waitUntil(
    async () => {
      if (child.hasExited()) throw new Error(`etcd did not stay up: ${logTail(child)}`);
      last = await healthOf(place);
      return last.includes('"health":"true"') ? last : undefined;
    },
    { timeoutMs: 120_000, everyMs: 50, describe: () => `health was ${last}; ${logTail(child)}` },
  );
}

async function healthOf({ clientPort, authority, client }: MemberPlace): Promise<string> {
  try {
    return (await askHttps({ port: clientPort, path: '/health', authority, client })).body;
  } catch (error) {
    return String(error);
  }
}

// What the verdict is about, asked of the listener itself: does it serve a stranger over TLS?
export async function servesStrangerOverTls({ peerPort, authority }: MemberPlace): Promise<boolean> {
  try {
    return (await askHttps({ port: peerPort, path: '/version', authority })).status === 200;
  } catch {
    return false;
  }
}

export async function servesPlaintext({ peerPort }: MemberPlace): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${peerPort}/version`)).status === 200;
  } catch {
    return false;
  }
}
