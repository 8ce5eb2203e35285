#!/usr/bin/env node
// The door: options → agent or check → exit code. The only file that touches `process`.

import { hostname } from 'node:os';
import packageJson from '../package.json' with { type: 'json' };
import { check } from './check.ts';
import { OptionError } from './option-values.ts';
import { helpText } from './option-table.ts';
import { type Options, parseOptions } from './options.ts';
import { createLog } from './publish/log.ts';
import { ListenError, serve, type Service } from './serve.ts';

/** Usage errors and internal errors. */
const exitTrouble = 3;
/** Connections that do not end by then are cut. In milliseconds. */
const drainTime = 500;

async function run(argv: readonly string[]): Promise<number | undefined> {
  const options = parseOptions(argv, process.env, hostname());
  if (options.command === 'help') return print(helpText());
  if (options.command === 'version')
    return print(`peerproof ${packageJson.version} (Node.js ${process.version})\n`);
  if (options.command === 'check')
    return await check(options, print, process.stdout.isTTY && !process.env['NO_COLOR'], killLater);
  return await runAgent(options);
}

async function runAgent(options: Options): Promise<undefined> {
  const log = createLog({
    level: options.logLevel,
    format: options.logFormat,
    write: writeError,
    now: () => new Date(),
  });
  const revision = process.env['PEERPROOF_REVISION'] ?? 'unknown';
  const stopping = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve);
  });
  const service = await serve(
    options,
    { version: packageJson.version, revision, nodeVersion: process.version },
    log,
    process.pid,
  );
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    log.info('stopping', { signal });
    setTimeout(() => end(service), drainTime).unref();
    await service.close();
    end(service);
  };
  stopping.then(stop).catch(fail);
}

/** An exit waits for every thread, also for one that hangs in a read. */
function end(service: Service): void {
  if (service.isHanging()) kill();
  else process.exit(0);
}

function kill(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** Once what was printed has been written. */
function killLater(): void {
  writeError('peerproof: a read hangs; the process ends itself with SIGKILL\n');
  setTimeout(kill, drainTime);
}

function writeError(text: string): void {
  process.stderr.write(text);
}

function print(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

/** Bad usage is a message; anything else is a bug and shows its stack. */
function fail(error: unknown): void {
  const isUsage = error instanceof OptionError || error instanceof ListenError;
  const text = isUsage
    ? error.message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);
  writeError(`peerproof: ${text}\n`);
  process.exit(exitTrouble);
}

// Without this, output that cannot be written would end with 1, which says that a rule fails.
process.once('uncaughtException', fail);
try {
  const code = await run(process.argv.slice(2));
  if (code !== undefined) process.exitCode = code;
} catch (error) {
  fail(error);
}
