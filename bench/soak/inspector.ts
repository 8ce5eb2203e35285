// What only the agent itself can tell: the heap after a full garbage collection, and what its event loop waits for.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Program } from '../programs.ts';

export type Inside = {
  /** In MiB, garbage not counted. */
  readonly liveHeap: number;
  /** Timers, sockets, watchers and the like that are open. */
  readonly resources: number;
};

const question = `JSON.stringify({
  heap: process.memoryUsage().heapUsed, resources: process.getActiveResourcesInfo().length
})`;

export type Inspector = { readonly look: () => Promise<Inside> };

/** The agent has to run with `--inspect=127.0.0.1:0`. */
export async function connectInspector({ child }: Program): Promise<Inspector> {
  let said = '';
  child.stderr?.on('data', (text: Buffer) => (said += text.toString()));
  while (!said.includes('ws://')) await sleep(5);
  const [url = ''] = /ws:\/\/\S+/.exec(said) ?? [];
  child.stderr?.removeAllListeners('data').resume();
  const socket = new WebSocket(url);
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
  const call = createCall(socket);
  return {
    look: async () => {
      await call('HeapProfiler.collectGarbage');
      const answer = await call('Runtime.evaluate', { expression: question, returnByValue: true });
      const { heap, resources } = JSON.parse(answer.result?.value ?? '') as Readonly<Record<string, number>>;
      return { liveHeap: (heap ?? Number.NaN) / 2 ** 20, resources: resources ?? Number.NaN };
    },
  };
}

type Answer = { readonly result?: { readonly value?: string } };

function createCall(socket: WebSocket): (method: string, params?: object) => Promise<Answer> {
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { readonly id: number; readonly result: Answer };
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  return (method, params = {}) =>
    new Promise((resolve) => {
      last += 1;
      waiting.set(last, resolve);
      socket.send(JSON.stringify({ id: last, method, params }));
    });
}
