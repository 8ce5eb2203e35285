import { expect, onTestFinished, test, vi } from 'vitest';
import { type Agent, type AgentParts, createAgent } from '../../../src/agent/agent.ts';
import { createHints, type Hints } from '../../../src/agent/hints.ts';
import type { Report, Trigger } from '../../../src/model/report.ts';
import { waitUntil } from '../../support/e2e/wait-until.ts';
import { sleep } from '../../support/stopwatch.ts';

type Node = {
  readonly agent: Agent;
  readonly hints: Hints;
  /** The node's state; an assessment takes it when it begins, as the real one reads files. */
  readonly set: (state: number) => void;
  readonly published: { readonly state: number; readonly trigger: Trigger }[];
  readonly failures: unknown[];
  /** How many assessments ran at the same time, at most. */
  readonly most: () => number;
};

type Conduct = {
  readonly duration?: number;
  /** How long an assessment keeps the processor, in milliseconds. */
  readonly work?: number;
  readonly resyncInterval?: number;
  readonly fail?: () => boolean;
};

/** An agent on a node that is one number: `createAgent` takes its assessment as a function. */
function agentOn({ duration = 20, work = 0, resyncInterval = 60_000, fail = () => false }: Conduct = {}): Node {
  let state = 0;
  let read = 0;
  let taken = 0;
  let atWork = 0;
  let most = 0;
  const published: { state: number; trigger: Trigger }[] = [];
  const failures: unknown[] = [];
  const assess: AgentParts['assess'] = async () => {
    atWork += 1;
    most = Math.max(most, atWork);
    read = state;
    const seen = read;
    const busyUntil = performance.now() + work;
    while (performance.now() < busyUntil);
    await sleep(duration);
    atWork -= 1;
    if (fail()) throw new Error('a bug');
    taken = seen;
    return { node: 'n', assessedAt: new Date(0), rules: [], members: [], sources: [] } satisfies Report;
  };
  const hints = createHints();
  const agent = createAgent({
    hints,
    assess,
    changed: () => (read === state ? undefined : 'manifest'),
    pace: () => 'resting',
    publish: (_report, trigger) => {
      published.push({ state: taken, trigger });
    },
    onFailure: (error) => failures.push(error),
    resyncInterval,
  });
  onTestFinished(agent.stop);
  return {
    agent,
    hints,
    set: (next) => {
      state = next;
    },
    published,
    failures,
    most: () => most,
  };
}

/** Waits for a state, for less time than the agent needs to find it without a hint. */
async function untilPublished(published: Node['published'], state: number): Promise<number> {
  const ask = async (): Promise<number | undefined> => (published.at(-1)?.state === state ? state : undefined);
  return await waitUntil(ask, { timeoutMs: 900, everyMs: 5, describe: () => JSON.stringify(published) });
}

test('the agent is ready after the first assessment and not before', async () => {
  const { agent, published } = agentOn();
  expect(agent.isReady()).toBe(false);
  await agent.start();
  expect(agent.isReady()).toBe(true);
  expect(published).toEqual([{ state: 0, trigger: 'start' }]);
});

test('the agent makes one assessment at a time, whoever asks', async () => {
  const { agent, hints, set, most, published } = agentOn({ duration: 5, resyncInterval: 100 });
  await agent.start();
  for (let state = 1; state <= 50; state += 1) {
    set(state);
    hints.emit('manifest');
    hints.emit('process');
    await Promise.all([agent.refresh(), agent.refresh(), agent.refresh()]);
    expect(published.at(-1)?.state).toBe(state);
  }
  expect(most()).toBe(1);
});

test('the agent turns a burst of hints into few assessments and takes the last state', async () => {
  const { agent, hints, set, published } = agentOn();
  await agent.start();
  for (let state = 1; state <= 1000; state += 1) {
    set(state);
    hints.emit('manifest');
  }
  await sleep(200);
  expect(published.at(-1)).toEqual({ state: 1000, trigger: 'manifest' });
  expect(published.length).toBeLessThanOrEqual(3);
});

test('the agent looks again after a hint that came while it was assessing', async () => {
  const { agent, hints, set, published } = agentOn({ duration: 150 });
  await agent.start();
  hints.emit('manifest');
  await sleep(100);
  set(7);
  hints.emit('manifest');
  expect(await untilPublished(published, 7)).toBe(7);
});

test('the agent serves no older state to several scrapes that wait for the same assessment', async () => {
  const { agent, hints, set, published } = agentOn({ duration: 100 });
  await agent.start();
  hints.emit('process');
  await sleep(30);
  set(1);
  const states = await Promise.all(
    [1, 2, 3].map(async () => {
      await agent.refresh();
      return published.at(-1)?.state;
    }),
  );
  expect(states).toEqual([1, 1, 1]);
});

test('the agent assesses nothing at a scrape when nothing changed', async () => {
  const { agent, published } = agentOn();
  await agent.start();
  for (let scrape = 0; scrape < 10; scrape += 1) await agent.refresh();
  expect(published).toHaveLength(1);
});

test('the agent looks at everything again when the resync interval has passed', async () => {
  const { agent, published } = agentOn({ resyncInterval: 100, duration: 1 });
  await agent.start();
  const began = performance.now();
  await sleep(650);
  const resyncs = published.filter(({ trigger }) => trigger === 'resync').length;
  expect(resyncs).toBeGreaterThanOrEqual(2);
  expect(resyncs).toBeLessThanOrEqual((performance.now() - began) / 100);
});

test('the agent finds a change that nobody hinted at within a second', async () => {
  const { agent, set, published } = agentOn();
  await agent.start();
  set(3);
  await sleep(1200);
  expect(published.at(-1)).toEqual({ state: 3, trigger: 'manifest' });
});

test('the agent survives an assessment that throws, and reports it once', async () => {
  let broken = false;
  const { agent, hints, set, failures, published } = agentOn({ fail: () => broken });
  await agent.start();
  broken = true;
  set(1);
  hints.emit('manifest');
  await sleep(150);
  expect(failures).toEqual([new Error('a bug')]);
  expect(published).toHaveLength(1);
  broken = false;
  await agent.refresh();
  expect(published.at(-1)).toEqual({ state: 1, trigger: 'scrape' });
});

test('the agent fails a scrape rather than serve what an assessment that threw left behind', async () => {
  let broken = false;
  const { agent, set, failures } = agentOn({ fail: () => broken });
  await agent.start();
  broken = true;
  set(1);
  await expect(agent.refresh()).rejects.toThrow('the assessment failed');
  await expect(agent.refresh()).rejects.toThrow('the assessment failed');
  expect(failures).toHaveLength(2);
});

test('the agent keeps a hint that came while an assessment was failing', async () => {
  let broken = false;
  const { agent, hints, set, published } = agentOn({ fail: () => broken, duration: 100 });
  await agent.start();
  broken = true;
  hints.emit('manifest');
  await sleep(60);
  set(5);
  hints.emit('manifest');
  await sleep(20);
  setTimeout(() => {
    broken = false;
  }, 60);
  expect(await untilPublished(published, 5)).toBe(5);
});

test('the agent is not ready while its first assessment fails, and is after one that does not', async () => {
  let broken = true;
  const { agent, failures } = agentOn({ fail: () => broken });
  await agent.start();
  expect(agent.isReady()).toBe(false);
  expect(failures).toHaveLength(1);
  broken = false;
  await agent.refresh();
  expect(agent.isReady()).toBe(true);
});

test('the agent publishes nothing once it is stopped', async () => {
  const { agent, hints, published } = agentOn({ duration: 50 });
  await agent.start();
  hints.emit('manifest');
  await sleep(10);
  agent.stop();
  hints.emit('process');
  await sleep(150);
  expect(published).toHaveLength(1);
});

test('after an assessment the agent rests as long as that has worked, unless a scrape comes', async () => {
  const { agent, hints, set, published } = agentOn({ duration: 0, work: 300 });
  await agent.start();
  for (let state = 1; state <= 3; state += 1) {
    set(state);
    hints.emit('process');
    await sleep(150);
    expect(published.at(-1)?.state).toBe(state - 1);
    await agent.refresh();
    expect(published.at(-1)?.state).toBe(state);
  }
  const rested = performance.now();
  set(4);
  hints.emit('process');
  await vi.waitFor(() => expect(published.at(-1)?.state).toBe(4), { timeout: 10_000, interval: 5 });
  // The rest, and the assessment itself.
  expect(performance.now() - rested).toBeGreaterThan(550);
});
