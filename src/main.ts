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
    return await check(options, print, process.stdout.isTTY && !process.env['NO_COLOR']);
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
  // Until the service is there, it reads everything for the first time anyway.
  let service: Service | undefined;
  process.on('SIGHUP', (signal) => {
    log.info('reading the web configuration again', { signal });
    service?.reload();
  });
  service = await serve(
    options,
    { version: packageJson.version, revision, nodeVersion: process.version },
    log,
    process.pid,
  );
  stopping.then(async (signal) => {
    log.info('stopping', { signal });
    setTimeout(() => process.exit(0), drainTime).unref();
    await service.close();
    process.exit(0);
  }, fail);
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
