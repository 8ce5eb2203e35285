import type { Labels } from '../e2e/exposition.ts';
import { contentPanels, type Target } from './dashboard-file.ts';

export type Choice = { readonly cluster: string; readonly job: string; readonly node: string };
export type Series = { readonly metric: Labels; readonly value: number };

/** The queries of one panel, by its title and their refId. */
export function targetsOf(title: string): Readonly<Record<string, Target>> {
  const panel = contentPanels.find((candidate) => candidate.title === title);
  if (panel?.targets === undefined) throw new Error(`No panel with queries is called ${title}`);
  return Object.fromEntries(panel.targets.map((target) => [target.refId, target]));
}

/** What Grafana would send: its own variables for this range, the reader's by choice. */
function substitute(text: string, choice: Choice): string {
  const values: Readonly<Record<string, string>> = { ...choice, __rate_interval: '1m', __range: '1h' };
  return text.replaceAll(/\$(\w+)/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${text}: $${name} has no value`);
    return value;
  });
}

/** How far back a panel asks and how closely, in seconds. */
export type Range = { readonly seconds: number; readonly step: number };

/** Asks as the panel does, now or over a range; of a range, the newest value of each series counts. */
export async function ask(
  address: string,
  target: Target,
  choice: Choice,
  range: Range = { seconds: 30, step: 1 },
): Promise<readonly Series[]> {
  const query = substitute(target.expr, choice);
  const now = Date.now() / 1000;
  if (target.instant) {
    const vector = await get(address, 'query', { query, time: String(now) });
    return (vector as VectorAnswer).result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
  }
  const matrix = await get(address, 'query_range', {
    query,
    start: String(now - range.seconds),
    end: String(now),
    step: String(range.step),
  });
  return (matrix as MatrixAnswer).result.map(({ metric, values }) => ({
    metric,
    value: Number(values.at(-1)?.[1]),
  }));
}

const labelValuesQuery = /^label_values\((?<selector>.+), (?<label>\w+)\)$/;

/** The options of a variable, as Grafana asks for them. */
export async function options(address: string, query: string, choice: Choice): Promise<unknown> {
  const { selector, label } = labelValuesQuery.exec(substitute(query, choice))?.groups ?? {};
  if (selector === undefined) throw new Error(`No label_values query: ${query}`);
  return get(address, `label/${label}/values`, { 'match[]': selector });
}

type VectorAnswer = { readonly result: readonly { metric: Labels; value: [number, string] }[] };
type MatrixAnswer = { readonly result: readonly { metric: Labels; values: [number, string][] }[] };

async function get(address: string, path: string, parameters: Record<string, string>): Promise<unknown> {
  const url = `http://${address}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`;
  const response = await fetch(url);
  const body = (await response.json()) as { data: unknown; error?: string };
  if (!response.ok) throw new Error(`${body.error}: ${Object.values(parameters).join(' ')}`);
  return body.data;
}
