import { setTimeout as pause } from 'node:timers/promises';
import { stopwatch } from '../stopwatch.ts';

type Patience = {
  readonly timeoutMs: number;
  readonly everyMs: number;
  readonly describe: () => string;
  // Processes that are waited for: the time stands still while they wait for a core.
  readonly pids?: readonly number[];
};

// Asks until there is an answer other than undefined; the error says what was seen last.
export async function waitUntil<T>(ask: () => Promise<T | undefined>, patience: Patience): Promise<T> {
  const elapsed = stopwatch(...(patience.pids ?? []));
  const deadline = performance.now() + patience.timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline && elapsed() > patience.timeoutMs) {
      throw new Error(`Not within ${patience.timeoutMs} ms: ${patience.describe()}`);
    }
    await pause(patience.everyMs);
  }
}
