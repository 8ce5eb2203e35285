// The shipped rules and routes, with the demonstration's receiver, and with the waits that it can bear.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const components = join(import.meta.dirname, '../../manifests/components');
const shippedRules = join(components, 'prometheus-scrape-config/peerproof.rules.yaml');
const shippedRoutes = join(components, 'alertmanager/alertmanager.yaml');

type Rule = { readonly for?: string };
type Rules = { readonly groups: readonly { readonly rules: readonly Rule[] }[] };
type Route = { readonly group_interval?: string; readonly routes?: readonly Route[] };
type Routes = { readonly route: Route; readonly receivers: readonly { readonly name: string }[] };

/** The rules as they are shipped; quick ones differ in nothing but their times. */
export function ruleFile(directory: string, isQuick: boolean): string {
  if (!isQuick) return shippedRules;
  const { groups } = parse(readFileSync(shippedRules, 'utf8')) as Rules;
  const quick = groups.map((group) => ({
    ...group,
    interval: '1s',
    rules: group.rules.map((rule) => (rule.for === undefined ? rule : { ...rule, for: '1s' })),
  }));
  return written(join(directory, 'quick.rules.yaml'), { groups: quick });
}

/** The example's routes and inhibitions; each receiver is the webhook, and what changes in a group is told sooner. */
export function routeFile(directory: string, webhook: string, isQuick: boolean): string {
  const { route, receivers, ...rest } = parse(readFileSync(shippedRoutes, 'utf8')) as Routes;
  const times = isQuick ? { group_wait: '1s', group_interval: '1s' } : { group_interval: '10s' };
  return written(join(directory, 'alertmanager.yaml'), {
    ...rest,
    route: { ...route, ...times, routes: (route.routes ?? []).map((one) => ({ ...one, ...times })) },
    receivers: receivers.map(({ name }) => ({ name, webhook_configs: [{ url: webhook }] })),
  });
}

/** What is waited for, in words. */
export function waits(isQuick: boolean): string {
  return isQuick
    ? 'Quick: every wait of the rules and routes is one second here.'
    : 'As shipped: Prometheus evaluates the rules every 15 s, a failure must hold for 30 s, and Alertmanager waits 10 s for more of the same. A minute, mostly.';
}

function written(file: string, content: object): string {
  writeFileSync(file, JSON.stringify(content));
  return file;
}
