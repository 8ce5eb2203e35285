// The real agent on the sample node, restarted whenever its options change.

import process from 'node:process';
import packageJson from '../../package.json' with { type: 'json' };
import { ListenError, OptionError } from '../../src/options/values.ts';
import { parseOptions } from '../../src/options/options.ts';
import type { Log } from '../../src/publish/log.ts';
import { serve, type Service } from '../../src/commands/serve.ts';

/** A verdict that changed, as the agent logs it. */
export type Verdict = {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  readonly reasons: string;
  /** The time of `performance.now()`. */
  readonly at: number;
};

export function lineOf({ rule, from, to, reasons }: Verdict): string {
  return `${rule}: ${from === 'none' ? '' : `${from} → `}${to}${reasons === '' ? '' : ` (${reasons})`}`;
}

type Listener = (verdict: Verdict) => void;

export type SampleAgent = {
  readonly start: (options: readonly string[]) => Promise<void>;
  readonly close: () => Promise<void>;
  readonly address: () => string;
};

export function createSampleAgent(rootfs: string, listener: Listener): SampleAgent {
  let service: Service | undefined;
  const log = logTo(listener);
  const close = async (): Promise<void> => {
    await service?.close();
    service = undefined;
  };
  return {
    start: async (options) => {
      await close();
      service = await startOnFreePorts([`--path.rootfs=${rootfs}`, '--node-name=cp-1', ...options], log);
    },
    close,
    address: () => service?.address ?? '',
  };
}

/** Returns a log that passes on changed verdicts and prints errors alone. */
function logTo(listener: Listener): Log {
  const passOn = (message: string, fields: Parameters<Log['info']>[1] = {}): void => {
    const { rule, from, to, reasons } = fields;
    if (message === 'verdict changed')
      listener({
        rule: `${rule}`,
        from: `${from}`,
        to: `${to}`,
        reasons: `${reasons}`,
        at: performance.now(),
      });
  };
  return {
    debug: () => undefined,
    info: passOn,
    warn: passOn,
    error: (message, fields) => console.error(message, fields ?? ''),
  };
}

/** Starts on the default ports, or on free ports when those are taken. */
async function startOnFreePorts(options: readonly string[], log: Log): Promise<Service> {
  try {
    return await start(options, [19380, 19381], log);
  } catch (error) {
    if (!(error instanceof ListenError)) throw error;
    return await start(options, [0, 0], log);
  }
}

async function start(options: readonly string[], [web, health]: readonly [number, number], log: Log): Promise<Service> {
  const addresses = [`--web.listen-address=127.0.0.1:${web}`, `--web.health-address=127.0.0.1:${health}`];
  const build = { version: packageJson.version, revision: 'demo', nodeVersion: process.version };
  const parsed = parseOptions([...addresses, ...options], {}, 'cp-1');
  if (parsed.command !== 'serve') throw new OptionError('command', 'serve', parsed.command);
  return await serve(parsed, build, log);
}
