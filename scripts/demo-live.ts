// `make demo-live`: three real etcd members, Prometheus and Alertmanager; one member is broken, the alert arrives, and it is mended.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { childOf, killEveryChild } from '../test/support/e2e/child-process.ts';
import { missingTools } from '../test/support/e2e/required-tools.ts';
import { refuseForeignEtcd } from '../test/support/e2e/running-etcd.ts';
import { startStack } from './demo-live/stack.ts';
import { tell, type Times } from './demo-live/story.ts';
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
  const through = alone ? undefined : privateNamespace();
  if (through === undefined) await run(quick);
  else runThrough(through);
} catch (error) {
  console.error(`demo-live: ${describe(error)}`);
  process.exitCode = 3;
}

/** Processes of its own: no other etcd of this machine is seen, and nothing outlives the demonstration. */
function privateNamespace(): readonly [string, ...string[]] | undefined {
  const own = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'] as const;
  const asRoot = [...own, '--user', '--map-root-user'] as const;
  return [own, asRoot].find(([command, ...words]) => spawnSync(command, [...words, 'true']).status === 0);
}

function runThrough([command, ...words]: readonly [string, ...string[]]): void {
  const again = [
    process.execPath,
    ...process.execArgv,
    import.meta.filename,
    '--alone',
    ...process.argv.slice(2),
  ];
  const child = spawn(command, [...words, ...again], { stdio: 'inherit' });
  for (const signal of Object.keys(signals) as (keyof typeof signals)[]) {
    process.on(signal, () => {
      // The first process of a namespace takes no signal before it listens for it.
      setInterval(forward, 100, signal, child.pid).unref();
    });
  }
  child.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

/** `unshare` itself lets signals pass it by. */
function forward(signal: NodeJS.Signals, pid: number | undefined): void {
  try {
    const child = childOf(pid);
    if (child !== undefined) process.kill(child, signal);
  } catch {
    // It has just ended.
  }
}

async function run(isQuick: boolean): Promise<void> {
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
    const times = await tell(await startStack(scratch, isQuick), isQuick);
    heading('What it took');
    showTimes(times);
    await end(0);
  } catch (error) {
    // Whatever was being waited for is stopped as well.
    if (isEnding) return;
    console.error(`demo-live: ${describe(error)}`);
    await end(1);
  }
}

function showTimes(times: Times): void {
  const width = Math.max(...times.map(([what]) => what.length));
  for (const [what, seconds] of times)
    console.log(`  ${what.padEnd(width)}  ${seconds.toFixed(1).padStart(5)} s`);
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
