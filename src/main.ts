#!/usr/bin/env node
// The door: options → agent or check → exit code. The only file that touches `process`.

import { hostname } from 'node:os';
import packageJson from '../package.json' with { type: 'json' };
import { exitTrouble, ListenError, OptionError } from './options/values.ts';
import { helpText } from './options/table.ts';
import { type Options, parseOptions } from './options/options.ts';
import { createLog } from './publish/log.ts';
import type { Service } from './commands/serve.ts';
import { progressOn, tableStyle, type Terminal } from './commands/terminal.ts';

/** Connections that do not end by then are cut. In milliseconds. */
const drainTime = 500;

async function run(argv: readonly string[]): Promise<number | undefined> {
  const options = parseOptions(argv, process.env, hostname());
  if (options.command === 'help') return print(helpText());
  if (options.command === 'version')
    return print(`peerproof ${packageJson.version} (Node.js ${process.version})\n`);
  // Each command loads what it needs itself.
  if (options.command === 'check') {
    const { check } = await import('./commands/check.ts');
    return await check(options, packageJson.version, terminal());
  }
  if (options.command === 'config') {
    const { config } = await import('./commands/config.ts');
    return await config(options, packageJson.version, terminal());
  }
  if (options.command === 'rules') {
    const { listRules } = await import('./commands/rules.ts');
    return print(listRules(options));
  }
  if (options.command === 'completion') {
    const { completionScript } = await import('./commands/completion.ts');
    return print(completionScript(options.operands.words));
  }
  return await runAgent(options);
}

function terminal(): Terminal {
  return {
    write: print,
    warn: writeError,
    style: tableStyle(process.stdout, process.env),
    progress: progressOn(process.stderr, process.env),
    onHang: killLater,
  };
}

async function runAgent(options: Options): Promise<undefined> {
  const log = createLog({
    level: options.logLevel,
    format: options.logFormat,
    write: writeError,
    now: () => new Date(),
  });
  const revision = process.env['PEERPROOF_REVISION'] ?? 'unknown';
  // A log that nobody takes any more must not end the agent: the metrics are what it is there for.
  process.stderr.on('error', () => undefined);
  let service: Service | undefined;
  let isStopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    // A second signal waits for nobody.
    if (!isStopping) {
      isStopping = true;
      log.info('stopping', { signal });
      setTimeout(() => end(service), drainTime).unref();
      // Before the first assessment is done there is nobody to wait for.
      await service?.close();
    }
    end(service);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => void stop(signal).catch(fail));
  // Until the service is there, it reads everything for the first time anyway.
  process.on('SIGHUP', (signal) => {
    log.info('reading the web configuration again', { signal });
    service?.reload();
  });
  const { serve } = await import('./commands/serve.ts');
  service = await serve(
    options,
    { version: packageJson.version, revision, nodeVersion: process.version },
    log,
  );
}

/** An exit waits for every thread, also for one that hangs in a read. */
function end(service: Service | undefined): void {
  if (service?.isHanging() === true) kill();
  else process.exit(0);
}

function kill(): void {
  process.kill(process.pid, 'SIGKILL');
  // Process 1 of a container cannot kill itself.
  process.abort();
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

/** Bad usage and an output that nobody takes are a message; anything else is a bug and shows its stack. */
function fail(error: unknown): void {
  const isUsage = error instanceof OptionError || error instanceof ListenError;
  const text =
    isUsage || isUnwritten(error)
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  writeError(`peerproof: ${text}\n`);
  process.exit(exitTrouble);
}

function isUnwritten(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error && error.syscall === 'write';
}

// Without this, output that cannot be written would end with 1, which says that a rule fails.
process.once('uncaughtException', fail);
try {
  const code = await run(process.argv.slice(2));
  if (code !== undefined) process.exitCode = code;
} catch (error) {
  fail(error);
}
