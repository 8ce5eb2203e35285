import { setTimeout as sleep } from 'node:timers/promises';

type Patience = {
  readonly timeoutMs: number;
  readonly everyMs: number;
  readonly describe: () => string;
};

// Asks until there is an answer other than undefined; the error says what was seen last.
export async function waitUntil<T>(ask: () => Promise<T | undefined>, patience: Patience): Promise<T> {
  const deadline = performance.now() + patience.timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) {
      throw new Error(`Not within ${patience.timeoutMs} ms: ${patience.describe()}`);
    }
    await sleep(patience.everyMs);
  }
}
