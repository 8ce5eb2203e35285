#!/usr/bin/env node
// Entry point: command line → one command → exit code. The only file that touches `process`.

import { hostname } from 'node:os';
import packageJson from '../package.json' with { type: 'json' };
import { exitCode } from './options/exit-code.ts';
import { parseOptions, type ServeOptions } from './options/options.ts';
import { ListenError, OptionError } from './options/values.ts';
import { createLog } from './publish/log.ts';
import type { Service } from './commands/serve.ts';
import { progressOn, tableStyle, type Terminal } from './commands/terminal.ts';

const { version } = packageJson;

/** Time limit for open connections once the agent stops. In milliseconds. */
const drainTime = 500;

/** Runs a command, which loads its own code. Returns its exit code; `undefined`: the agent runs on. */
async function run(argv: readonly string[]): Promise<number | undefined> {
  const options = parseOptions(argv, process.env, hostname());
  switch (options.command) {
    case 'serve':
      return await runAgent(options);
    case 'check': {
      const { check } = await import('./commands/check.ts');
      return await check(options, version, terminal());
    }
    case 'config': {
      const { config } = await import('./commands/config.ts');
      return await config(options, version, terminal());
    }
    case 'rules': {
      const { listRules } = await import('./commands/rules.ts');
      return print(listRules(options));
    }
    case 'completion': {
      const { completionScript } = await import('./commands/completion.ts');
      return print(completionScript(options));
    }
    case 'version':
      return print(`peerproof ${version} (Node.js ${process.version})\n`);
    case 'help':
    default:
      return print(options.text);
  }
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

async function runAgent(options: ServeOptions): Promise<undefined> {
  const { logLevel: level, logFormat: format } = options;
  const log = createLog({ level, format, write: writeError, now: () => new Date() });
  const revision = process.env['PEERPROOF_REVISION'] ?? 'unknown';
  // The agent outlives the reader of its log: it is there for the metrics.
  process.stderr.on('error', () => undefined);
  let service: Service | undefined;
  let isStopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    // A second signal ends the process at once.
    if (!isStopping) {
      isStopping = true;
      log.info('stopping', { signal });
      setTimeout(() => end(service), drainTime).unref();
      // The service exists once the first assessment is done.
      await service?.close();
    }
    end(service);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal).catch(fail));
  // A service that starts later reads the configuration anyway.
  process.on('SIGHUP', (signal) => {
    log.info('reading the web configuration again', { signal });
    service?.reload();
  });
  const { serve } = await import('./commands/serve.ts');
  service = await serve(options, { version, revision, nodeVersion: process.version }, log);
}

/** Ends the process. A normal exit would wait for a thread that hangs in a read. */
function end(service: Service | undefined): void {
  if (service?.isHanging() === true) kill();
  else process.exit(0);
}

function kill(): void {
  process.kill(process.pid, 'SIGKILL');
  // Process 1 of a container cannot kill itself.
  process.abort();
}

/** Kills the process after the time that the report takes to be written. */
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

/** Ends the process with a message for bad usage and unwritable output, and with a stack for a bug. */
function fail(error: unknown): void {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const isExpected = error instanceof OptionError || error instanceof ListenError || isUnwritten(error);
  writeError(`peerproof: ${isExpected ? message : (stack ?? message)}\n`);
  process.exit(exitCode.usage);
}

function isUnwritten(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'write';
}

// Output that cannot be written would otherwise end with 1, the code of a rule that fails.
process.once('uncaughtException', fail);
try {
  const code = await run(process.argv.slice(2));
  if (code !== undefined) process.exitCode = code;
} catch (error) {
  fail(error);
}
