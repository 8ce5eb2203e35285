import { getActiveResourcesInfo } from 'node:process';
import { expect, onTestFinished, test } from 'vitest';

import { createProbeSchedule, type ProbeSchedule } from '../../../src/observe/listeners/probe-schedule.ts';
import { standIn } from '../../support/observe/listeners/stand-in.ts';
import { sleep, stopwatch, timeOf } from '../../support/stopwatch.ts';

const host = '127.0.0.1';
const foreign = 'SSH-2.0-x\r\n';
const plaintext = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n';

function schedule(interval: number): { readonly probes: ProbeSchedule; readonly answers: () => number } {
  let answers = 0;
  const probes = createProbeSchedule(interval, () => {
    answers += 1;
  });
  onTestFinished(probes.stop);
  return { probes, answers: () => answers };
}

/** The answers that are known once the schedule has these targets. */
function look(
  probes: ProbeSchedule,
  targets: Parameters<ProbeSchedule['sync']>[0],
): ReturnType<ProbeSchedule['answers']> {
  probes.sync(targets);
  return probes.answers();
}

test('the schedule probes a new listener once, and knows nothing of it until it has answered', async () => {
  const server = await standIn((socket) => socket.end(foreign));
  const { probes, answers } = schedule(60_000);
  const wanted = new Map([['1 100 https://127.0.0.1:2380', { host, port: server.port }]]);
  for (let round = 0; round < 20; round += 1) expect(look(probes, wanted).size).toBe(0);
  await probes.confirmed();
  expect(answers()).toBe(1);
  expect([...look(probes, wanted)]).toEqual([
    [
      '1 100 https://127.0.0.1:2380',
      { answer: { kind: 'no_answer', detail: expect.any(String) }, at: expect.any(Date) },
    ],
  ]);
  expect(server.connections()).toBe(1);
});

test('the schedule has one conversation with a listener at a time, however slow it is and however often it is looked at', async () => {
  let [open, most] = [0, 0];
  const server = await standIn((socket) => {
    open += 1;
    most = Math.max(most, open);
    setTimeout(() => {
      open -= 1;
      socket.end(foreign);
    }, 50);
  });
  const { probes, answers } = schedule(20);
  const wanted = new Map([['a', { host, port: server.port }]]);
  while (answers() < 20) {
    probes.sync(wanted);
    await sleep(2);
  }
  expect(most).toBe(1);
});

test('the schedule probes again after the interval, and calls back each time', async () => {
  const server = await standIn((socket) => socket.end(plaintext));
  const { probes, answers } = schedule(200);
  probes.sync(new Map([['a', { host, port: server.port }]]));
  const began = performance.now();
  await sleep(1100);
  expect(answers()).toBeGreaterThanOrEqual(4);
  expect(answers()).toBeLessThanOrEqual(1 + (performance.now() - began) / 200);
});

test('the schedule probes a listener that does not answer again after a second, then after ever longer pauses', async () => {
  const at: { readonly clock: number; readonly unhurried: number }[] = [];
  const unhurried = stopwatch();
  const server = await standIn((socket) => {
    at.push({ clock: performance.now(), unhurried: unhurried() });
    socket.destroy();
  });
  const { probes } = schedule(60_000);
  probes.sync(new Map([['a', { host, port: server.port }]]));
  await expect.poll(() => at.length, { timeout: 70_000 }).toBe(4);
  [1000, 2000, 4000].forEach((pause, index) => {
    const [before, after] = at.slice(index);
    expect((after?.clock ?? 0) - (before?.clock ?? 0)).toBeGreaterThan(pause - 50);
    expect((after?.unhurried ?? 0) - (before?.unhurried ?? 0)).toBeLessThan(pause + 700);
  });
});

test('the schedule never waits longer than the interval for a listener that does not answer', async () => {
  const server = await standIn((socket) => socket.destroy());
  const { probes, answers } = schedule(100);
  probes.sync(new Map([['a', { host, port: server.port }]]));
  await sleep(1100);
  expect(answers()).toBeGreaterThanOrEqual(7);
});

test('the schedule takes no answer of an earlier process for its successor', async () => {
  let says = plaintext;
  const server = await standIn((socket) => socket.end(says));
  const { probes } = schedule(60_000);
  const target = { host, port: server.port };
  probes.sync(new Map([['812 100 https://127.0.0.1:2380', target]]));
  await probes.confirmed();
  says = foreign;
  const successor = new Map([['812 200 https://127.0.0.1:2380', target]]);
  expect(look(probes, successor).size).toBe(0);
  await probes.confirmed();
  expect([...look(probes, successor).values()].map(({ answer }) => answer.kind)).toEqual(['no_answer']);
});

test('the schedule lets go of a conversation with a process that is gone', async () => {
  const server = await standIn(() => undefined);
  const { probes, answers } = schedule(60_000);
  probes.sync(new Map([['a', { host, port: server.port }]]));
  await expect.poll(server.open, { timeout: 10_000 }).toBe(1);
  expect(look(probes, new Map()).size).toBe(0);
  await sleep(500);
  expect(server.open()).toBe(0);
  expect(answers()).toBe(0);
});

test('the schedule probes a listener that came back anew', async () => {
  const server = await standIn((socket) => socket.end(plaintext));
  const { probes } = schedule(60_000);
  const wanted = new Map([['a', { host, port: server.port }]]);
  probes.sync(wanted);
  await probes.confirmed();
  probes.sync(new Map());
  expect(look(probes, wanted).size).toBe(0);
  await probes.confirmed();
  expect(look(probes, wanted).size).toBe(1);
});

test('the schedule stops at once: no conversation, no timer and no new question is left', async () => {
  const silent = await standIn(() => undefined);
  const answering = await standIn((socket) => socket.end(plaintext));
  const before = getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const { probes, answers } = schedule(100);
  const wanted = new Map([
    ['silent', { host, port: silent.port }],
    ['answering', { host, port: answering.port }],
  ]);
  probes.sync(wanted);
  await expect.poll(() => silent.open() * answers(), { timeout: 10_000 }).toBe(1);
  probes.stop();
  await probes.confirmed();
  expect(look(probes, wanted).size).toBe(0);
  await sleep(500);
  expect(silent.open()).toBe(0);
  const connections = silent.connections() + answering.connections();
  await sleep(400);
  expect(silent.connections() + answering.connections()).toBe(connections);
  expect(getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length).toBeLessThanOrEqual(before);
});

/** A plaintext listener whose member lists have these lengths, one after the other; the last one stays. */
async function listing(...counts: number[]): Promise<{ readonly port: number }> {
  const left = [...counts];
  return await standIn((socket) =>
    socket.on('data', (data) => {
      if (!data.toString('latin1').startsWith('GET /members')) return socket.end(plaintext);
      const [count = 0] = left.length > 1 ? left.splice(0, 1) : left;
      const body = JSON.stringify(Array.from({ length: count }, (_, id) => ({ id })));
      return socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    }),
  );
}

function countsOf(probes: ProbeSchedule, wanted: ReadonlyMap<string, { host: string; port: number }>): unknown[] {
  return [...look(probes, wanted).values()].map(({ answer }) =>
    answer.kind === 'plaintext' ? answer.members?.count : answer.kind,
  );
}

test('the schedule believes a list of one member only when it is repeated five seconds later', async () => {
  const { probes } = schedule(60_000);
  const wanted = new Map([['a', { host, port: (await listing(1)).port }]]);
  probes.sync(wanted);
  const start = performance.now();
  await probes.answered();
  expect(countsOf(probes, wanted)).toEqual([undefined]);
  await probes.confirmed();
  expect(performance.now() - start).toBeGreaterThan(5000);
  expect(countsOf(probes, wanted)).toEqual([1]);
});

test('the schedule never shows the first member that a starting etcd lists as its only one', async () => {
  const { probes } = schedule(60_000);
  const wanted = new Map([['a', { host, port: (await listing(1, 3)).port }]]);
  probes.sync(wanted);
  const seen = new Set<unknown>();
  const watching = setInterval(() => countsOf(probes, wanted).forEach((count) => seen.add(count)), 5);
  await probes.confirmed();
  clearInterval(watching);
  expect(seen).toContain(undefined);
  expect(seen).not.toContain(1);
  expect(countsOf(probes, wanted)).toEqual([3]);
});

test('the schedule goes on believing a list of one member that is repeated at each interval', async () => {
  const { probes, answers } = schedule(200);
  const wanted = new Map([['a', { host, port: (await listing(1)).port }]]);
  probes.sync(wanted);
  await probes.confirmed();
  const until = performance.now() + 1000;
  for (const before = answers(); performance.now() < until || answers() < before + 3;) {
    expect(countsOf(probes, wanted)).toEqual([1]);
    await sleep(20);
  }
});

test('the schedule waits for no repetition once it is stopped', async () => {
  const { probes } = schedule(60_000);
  probes.sync(new Map([['a', { host, port: (await listing(1)).port }]]));
  await probes.answered();
  probes.stop();
  expect(await timeOf(probes.confirmed())).toBeLessThan(2500);
});
