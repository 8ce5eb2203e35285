// `make demo-live`: breaks and mends a member of a real etcd cluster, and follows the alert through Prometheus and Alertmanager.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { childOf, killEveryChild } from '../test/support/e2e/child-process.ts';
import { missingTools } from '../test/support/e2e/required-tools.ts';
import { refuseForeignEtcd } from '../test/support/e2e/running-etcd.ts';
import { type Pace, startStack } from './demo-live/stack.ts';
import { runStory, type Times } from './demo-live/story.ts';
import { heading, say } from './demo/terminal.ts';

const signals = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
const options = {
  quick: { type: 'boolean', default: false },
  alone: { type: 'boolean', default: false },
} as const;
try {
  const { quick, alone } = parseArgs({ options }).values;
  const missing = missingTools('etcd', 'openssl', 'prometheus', 'prometheus-alertmanager', 'setpriv');
  if (missing !== undefined) throw new Error(missing);
  const namespace = alone ? undefined : namespaceCommand();
  if (namespace === undefined) await run(quick ? 'quick' : 'shipped');
  else runInNamespace(namespace);
} catch (error) {
  console.error(`demo-live: ${describe(error)}`);
  process.exitCode = 3;
}

/** Finds a command for a process namespace, which hides other etcds and ends with the demonstration. */
function namespaceCommand(): readonly [string, ...string[]] | undefined {
  const rootful = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'] as const;
  const rootless = [...rootful, '--user', '--map-root-user'] as const;
  return [rootful, rootless].find(([command, ...words]) => spawnSync(command, [...words, 'true']).status === 0);
}

function runInNamespace([command, ...words]: readonly [string, ...string[]]): void {
  const args = [process.execPath, ...process.execArgv, import.meta.filename, '--alone', ...process.argv.slice(2)];
  const child = spawn(command, [...words, ...args], { stdio: 'inherit' });
  for (const signal of Object.keys(signals) as (keyof typeof signals)[]) {
    process.on(signal, () => {
      // The first process of a namespace gets only signals that it handles, so the signal is repeated.
      setInterval(forward, 100, signal, child.pid).unref();
    });
  }
  child.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

/** Sends a signal to the child of `unshare`, which does not forward signals. */
function forward(signal: NodeJS.Signals, pid: number | undefined): void {
  try {
    const child = childOf(pid);
    if (child !== undefined) process.kill(child, signal);
  } catch {
    // The process has just ended.
  }
}

async function run(pace: Pace): Promise<void> {
  refuseForeignEtcd();
  const scratch = mkdtempSync(join(tmpdir(), 'peerproof-demo-'));
  process.on('exit', () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));
  let isEnding = false;
  const end = async (code: number): Promise<never> => {
    isEnding = true;
    await killEveryChild();
    return process.exit(code);
  };
  for (const [signal, number] of Object.entries(signals)) process.on(signal, () => void end(128 + number));
  try {
    say(
      'Three etcd members that demand certificates of each other, the agent, Prometheus and Alertmanager, on the loopback. All of it is removed at the end; Ctrl-C ends it sooner.',
    );
    heading('1/4  Everything starts');
    const times = await runStory(await startStack(scratch, pace), pace);
    heading('What it took');
    showTimes(times);
    await end(0);
  } catch (error) {
    // The end also stops whatever the demonstration waits for.
    if (isEnding) return;
    console.error(`demo-live: ${describe(error)}`);
    await end(1);
  }
}

function showTimes(times: Times): void {
  const width = Math.max(...times.map(([name]) => name.length));
  for (const [name, seconds] of times) console.log(`  ${name.padEnd(width)}  ${seconds.toFixed(1).padStart(5)} s`);
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
