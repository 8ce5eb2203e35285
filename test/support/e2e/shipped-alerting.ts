// What is shipped for Prometheus and Alertmanager, on this machine's addresses, with time running as many `times` faster.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const components = join(import.meta.dirname, '../../../manifests/components');

function shipped(file: string, times: number): string {
  return hurried(readFileSync(join(components, file), 'utf8'), times);
}

/** Divides every duration, such as `for: 30s` and `[15m]`. */
function hurried(text: string, times: number): string {
  const seconds = { s: 1, m: 60, h: 3600 } as const;
  return text.replaceAll(
    /(?<![\w.])(\d+)([smh])\b/g,
    (_, count: string, unit: keyof typeof seconds) => `${Math.round((Number(count) * seconds[unit] * 1000) / times)}ms`,
  );
}

/** A file with the alerts and recording rules. */
export function ruleFile(directory: string, times: number): string {
  const file = join(directory, 'peerproof.rules.yaml');
  writeFileSync(file, shipped('prometheus-scrape-config/peerproof.rules.yaml', times));
  return file;
}

type Configuration = { readonly scrape_configs: readonly object[] };

/** The scrape configuration for hosts with these targets, and the rules; answers the configuration's text. */
export function prometheusConfig(
  directory: string,
  targets: readonly string[],
  alertmanager: string,
  times: number,
): string {
  const config = parse(shipped('prometheus-scrape-config/prometheus-hosts.yaml', times)) as Configuration;
  return JSON.stringify({
    ...config,
    rule_files: [ruleFile(directory, times)],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: config.scrape_configs.map((job) => ({ ...job, static_configs: [{ targets }] })),
  });
}

type Routes = { readonly route: object; readonly receivers: readonly { readonly name: string }[] };

/** A file with the example of routes, with the webhook behind every receiver; `waits` are other times of its root. */
export function routeFile(directory: string, webhook: string, times: number, waits: object = {}): string {
  const config = parse(shipped('alertmanager/alertmanager.yaml', times)) as Routes;
  const receivers = config.receivers.map(({ name }) => ({ name, webhook_configs: [{ url: webhook }] }));
  const file = join(directory, 'alertmanager.yaml');
  writeFileSync(file, JSON.stringify({ ...config, route: { ...config.route, ...waits }, receivers }));
  return file;
}
