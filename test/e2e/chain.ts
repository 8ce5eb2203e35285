// What is shipped for Prometheus and Alertmanager, on this machine's addresses, with time running faster.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const components = join(import.meta.dirname, '../../manifests/components');
const scrapeConfigs = join(components, 'prometheus-scrape-config');

/** Divides every duration, such as `for: 30s` and `[15m]`. */
function hurried(text: string, times: number): string {
  const seconds = { s: 1, m: 60, h: 3600 } as const;
  return text.replaceAll(
    /(?<![\w.])(\d+)([smh])\b/g,
    (_, count: string, unit: keyof typeof seconds) =>
      `${Math.round((Number(count) * seconds[unit] * 1000) / times)}ms`,
  );
}

type Shipped = { readonly scrape_configs: readonly object[] };

/** The scrape configuration for hosts with these targets, and the rules; answers the configuration's text. */
export function prometheusConfig(
  directory: string,
  targets: readonly string[],
  alertmanager: string,
  times: number,
): string {
  const shipped = (file: string): string => hurried(readFileSync(join(scrapeConfigs, file), 'utf8'), times);
  const rules = join(directory, 'peerproof.rules.yaml');
  writeFileSync(rules, shipped('peerproof.rules.yaml'));
  const config = parse(shipped('prometheus-hosts.yaml')) as Shipped;
  return JSON.stringify({
    ...config,
    rule_files: [rules],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: config.scrape_configs.map((job) => ({ ...job, static_configs: [{ targets }] })),
  });
}

type Receivers = { readonly receivers: readonly { readonly name: string }[] };

/** The example of routes, with the webhook behind every receiver; answers the file. */
export function alertmanagerConfig(directory: string, webhook: string, times: number): string {
  const text = readFileSync(join(components, 'alertmanager/alertmanager.yaml'), 'utf8');
  const config = parse(hurried(text, times)) as Receivers;
  const receivers = config.receivers.map(({ name }) => ({ name, webhook_configs: [{ url: webhook }] }));
  const file = join(directory, 'alertmanager.yaml');
  writeFileSync(file, JSON.stringify({ ...config, receivers }));
  return file;
}
