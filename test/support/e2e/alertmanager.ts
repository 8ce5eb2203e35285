import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { logTail, startChild } from './child-process.ts';
import { freePort } from './free-ports.ts';
import { waitUntil } from './wait-until.ts';

// Answers where it listens, as host:port.
export async function startAlertmanager(parent: string, configFile: string): Promise<string> {
  const directory = join(parent, 'alertmanager');
  mkdirSync(directory, { recursive: true });
  const address = `127.0.0.1:${await freePort()}`;
  const child = await startChild({
    name: 'alertmanager',
    argv: [
      'prometheus-alertmanager',
      `--config.file=${configFile}`,
      `--storage.path=${directory}`,
      `--web.listen-address=${address}`,
      '--cluster.listen-address=',
    ],
    environment: {},
    logDirectory: directory,
  });
  const isReady = async (): Promise<true | undefined> => {
    if (child.hasExited()) throw new Error(`Alertmanager did not stay up: ${logTail(child)}`);
    const answer = await fetch(`http://${address}/api/v2/alerts`).catch(() => undefined);
    return answer?.ok === true ? true : undefined;
  };
  await waitUntil(isReady, { timeoutMs: 60_000, everyMs: 50, describe: () => logTail(child) });
  return address;
}
