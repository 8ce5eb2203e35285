// Scrapes of a node with one etcd member and with 20, beside a constant body of the same size; start-up; memory.

import { setTimeout as sleep } from 'node:timers/promises';
import { createEtcdStarter } from '../etcd-processes.ts';
import { createManifestNode } from '../manifest-node.ts';
import { firstScrape, type Program, scrape, startAgent, startBaseline, startNodeExporter, stop } from '../programs.ts';
import { quantile, row, type Row } from '../row.ts';
import { cpuSeconds, residentMebibytes } from '../usage.ts';

/** As long as a new process counts as young, in milliseconds: such are looked at closely at each scrape. */
const youth = 31_000;
const rounds = 20;
const scrapesPerRound = 150;
const starts = 9;

export async function measureServing(): Promise<readonly Row[]> {
  const starter = createEtcdStarter(() => undefined);
  starter.start('m1', 0);
  await sleep(1000);
  const start = await measureStart();
  await sleep(youth);
  const rows = await measureScrapes(1);
  for (let member = 2; member <= 20; member += 1) starter.start(`m${member}`, 0);
  await sleep(youth);
  const manyRows = await measureScrapes(20);
  starter.close();
  return [...rows, ...manyRows, ...start];
}

/** CPU seconds per scrape, round by round: their median is blind to what else the machine does. */
type Scrapes = { readonly program: Program; readonly times: number[]; readonly cpu: number[] };

async function measureScrapes(members: number): Promise<readonly Row[]> {
  const agent = startAgent(`--path.rootfs=${createManifestNode().rootfs}`, '--path.procfs=/proc');
  const body = await firstScrape(agent);
  const size = body.length;
  if (!body.includes(`member="m${members}"`)) throw new Error('not all members are exposed');
  const programs = [agent, startBaseline('constant-fastify', size), startBaseline('bare-http', size)];
  const exporter = members === 1 ? startNodeExporter() : undefined;
  const all = programs.map((program): Scrapes => ({ program, times: [], cpu: [] }));
  for (const program of programs) await firstScrape(program);
  for (const one of all) await scrapeMany(one, 300);
  for (const one of all) Object.assign(one, { times: [], cpu: [] });
  // By turns, so that whatever else the machine does hits all alike.
  for (let round = 0; round < rounds; round += 1) for (const one of all) await scrapeMany(one, scrapesPerRound);
  const [ours, fastify, bare] = all.map(({ times, cpu }) => ({
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    cpu: quantile(cpu, 0.5) * 1e6,
  }));
  const memory = programs.map(({ pid }) => residentMebibytes(pid));
  const rows = exporter === undefined ? [] : await measureExporter(exporter);
  stop(...programs, exporter);
  if (ours === undefined || fastify === undefined || bare === undefined) return [];
  const of = members === 1 ? 'one member' : `${members} members`;
  return [
    row(`scrape / constant-body fastify, ${of}, p50`, ours.p50 / fastify.p50, '×', {
      goal: 1.15,
      note: `${ms(ours.p50)} / ${ms(fastify.p50)}, ${size} bytes`,
    }),
    row(`scrape / constant-body fastify, ${of}, p99`, ours.p99 / fastify.p99, '×', {
      goal: 1.15,
      note: `${ms(ours.p99)} / ${ms(fastify.p99)}`,
    }),
    row(`CPU per scrape / constant-body fastify, ${of}`, ours.cpu / fastify.cpu, '×', {
      goal: 1.3,
      note: `${ours.cpu.toFixed(0)} / ${fastify.cpu.toFixed(0)} µs`,
    }),
    row(`CPU per scrape of bare node:http, ${of}`, bare.cpu, 'µs'),
    row(
      `RSS after ${rounds * scrapesPerRound} scrapes / bare node:http, ${of}`,
      (memory[0] ?? 0) / (memory[2] ?? 0),
      '×',
      {
        goal: 1.35,
        note: memory.map((one) => one.toFixed(1)).join(' / ') + ' MiB (agent / fastify / bare)',
      },
    ),
    ...rows,
  ];
}

async function scrapeMany(of: Scrapes, count: number): Promise<void> {
  const before = cpuSeconds(of.program.pid);
  for (let turn = 0; turn < count; turn += 1) {
    const start = performance.now();
    await scrape(of.program);
    of.times.push(performance.now() - start);
  }
  of.cpu.push((cpuSeconds(of.program.pid) - before) / count);
}

async function measureExporter(exporter: Program): Promise<readonly Row[]> {
  const scrapes: Scrapes = { program: exporter, times: [], cpu: [] };
  await firstScrape(exporter);
  await scrapeMany(scrapes, 100);
  return [
    row('CPU per scrape of node_exporter', quantile(scrapes.cpu, 0.5) * 1e6, 'µs'),
    row('RSS of node_exporter after 100 scrapes', residentMebibytes(exporter.pid), 'MiB'),
  ];
}

async function measureStart(): Promise<readonly Row[]> {
  const times: number[][] = [[], []];
  for (let turn = 0; turn < starts; turn += 1) {
    for (const [index, begin] of [startAgent, () => startBaseline('constant-fastify', 1)].entries()) {
      const program = begin();
      const text = await firstScrape(program);
      times[index]?.push(performance.now() - program.startedAt);
      if (index === 0 && !text.includes('rule_compliant')) throw new Error('the first answer holds no verdict');
      stop(program);
      await sleep(100);
    }
  }
  const [ours = Number.NaN, theirs = Number.NaN] = times.map((one) => quantile(one, 0.5));
  return [
    row('time to the first correct /metrics / bare fastify', ours / theirs, '×', {
      goal: 1.5,
      note: `${ms(ours)} / ${ms(theirs)}, medians of ${starts}`,
    }),
  ];
}

function ms(value: number): string {
  return `${value.toFixed(2)} ms`;
}
