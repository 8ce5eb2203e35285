import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Child, logTail, startChild } from './child-process.ts';
import type { Labels } from './exposition.ts';
import { freePort } from './free-ports.ts';
import { waitUntil } from './wait-until.ts';

type ScrapeConfig = {
  readonly directory: string;
  readonly targets: readonly string[];
  readonly scrapeInterval: string;
  readonly jobName: string;
  // More targets of the job, with the labels that service discovery would give them.
  readonly labelledTargets?: readonly { readonly targets: readonly string[]; readonly labels: Labels }[];
  // Jobs beside it, by name, and files of rules.
  readonly otherJobs?: Readonly<Record<string, readonly string[]>>;
  readonly ruleFiles?: readonly string[];
  // Where alerts are sent, as host:port.
  readonly alertmanagers?: readonly string[];
  // More of the job, such as TLS and a password.
  readonly jobOptions?: object;
};

// As Prometheus has it now; the series ALERTS lacks a pending one for a while after the start.
type PendingOrFiring = { readonly labels: Labels; readonly state: 'pending' | 'firing' };

type Series = { readonly metric: Labels; readonly value: number };

export type Prometheus = {
  readonly address: string;
  readonly query: (expression: string) => Promise<readonly Series[]>;
  readonly labelValues: (label: string) => Promise<readonly string[]>;
  readonly alerts: () => Promise<readonly PendingOrFiring[]>;
  readonly waitForValue: (expression: string, value: number, timeoutMs?: number) => Promise<void>;
};

export function startPrometheus(config: ScrapeConfig): Promise<Prometheus> {
  return runPrometheus(config.directory, scrapeConfigText(config));
}

// With the text of its configuration.
export async function runPrometheus(parent: string, configText: string): Promise<Prometheus> {
  const directory = join(parent, 'prometheus');
  mkdirSync(directory, { recursive: true });
  const configFile = join(directory, 'prometheus.yml');
  writeFileSync(configFile, configText);
  const address = `127.0.0.1:${await freePort()}`;
  const child = await startChild({
    name: 'prometheus',
    argv: [
      'prometheus',
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=${address}`,
    ],
    environment: {},
    logDirectory: directory,
  });
  await untilReady(address, child);
  return { address, ...clientOf(`http://${address}/api/v1`) };
}

// The labels are honoured as the PodMonitor does it: "node" is the agent's to say.
function scrapeConfigText(config: ScrapeConfig): string {
  const { scrapeInterval, labelledTargets = [], otherJobs = {}, jobOptions = {} } = config;
  const { ruleFiles = [], alertmanagers = [] } = config;
  const job = (name: string, staticConfigs: readonly object[]): object => ({
    job_name: name,
    honor_labels: true,
    scrape_interval: scrapeInterval,
    scrape_timeout: scrapeInterval,
    static_configs: staticConfigs,
  });
  const others = Object.entries(otherJobs).map(([name, targets]) => job(name, [{ targets }]));
  const own = { ...job(config.jobName, [{ targets: config.targets }, ...labelledTargets]), ...jobOptions };
  const alerting = { alertmanagers: [{ static_configs: [{ targets: alertmanagers }] }] };
  return JSON.stringify({ alerting, rule_files: ruleFiles, scrape_configs: [own, ...others] });
}

async function untilReady(address: string, child: Child): Promise<void> {
  await waitUntil(
    async () => {
      if (child.hasExited()) throw new Error(`Prometheus did not stay up: ${logTail(child)}`);
      const status = await fetch(`http://${address}/-/ready`).then(
        (response) => response.status,
        () => undefined,
      );
      return status === 200 ? status : undefined;
    },
    { timeoutMs: 60_000, everyMs: 50, describe: () => logTail(child) },
  );
}

type VectorAnswer = {
  readonly data: {
    readonly result: readonly { readonly metric: Labels; readonly value: [number, string] }[];
  };
};

function clientOf(api: string): Omit<Prometheus, 'address'> {
  const query = async (expression: string): Promise<readonly Series[]> => {
    const answer = (await ask(`${api}/query?query=${encodeURIComponent(expression)}`)) as VectorAnswer;
    return answer.data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
  };
  const labelValues = async (label: string): Promise<readonly string[]> =>
    ((await ask(`${api}/label/${label}/values`)) as { data: readonly string[] }).data;
  const alerts = async (): Promise<readonly PendingOrFiring[]> =>
    ((await ask(`${api}/alerts`)) as { data: { alerts: readonly PendingOrFiring[] } }).data.alerts;
  const waitForValue = async (expression: string, value: number, timeoutMs = 60_000): Promise<void> => {
    let last: readonly Series[] = [];
    await waitUntil(
      async () => {
        last = await query(expression);
        return last.length > 0 && last.every((series) => series.value === value) ? true : undefined;
      },
      { timeoutMs, everyMs: 100, describe: () => `${expression} == ${value}, got ${JSON.stringify(last)}` },
    );
  };
  return { query, labelValues, alerts, waitForValue };
}

async function ask(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`Prometheus answered ${response.status}: ${await response.text()}`);
  return response.json();
}
