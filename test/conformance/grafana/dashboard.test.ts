import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

import { dashboardText as generated } from '../../../grafana/dashboard.ts';
import {
  contentPanels,
  dashboard,
  dashboardText,
  everyPanel,
  type Panel,
  targets,
} from '../../support/grafana/dashboard-file.ts';

const source = { type: 'prometheus', uid: '${datasource}' };
const variables = dashboard.templating.list;
const expressions = targets.map(({ expr }) => expr);

test('grafana/peerproof.json is what its source generates (npm run grafana)', () => {
  expect(dashboardText).toBe(generated());
});

test('the dashboard has a stable uid, no id, the classic schema, and is not edited in place', () => {
  expect(dashboard).toMatchObject({ id: null, uid: 'peerproof', editable: false, schemaVersion: 42 });
});

test('nothing waits for an import dialogue to fill it in', () => {
  expect(dashboardText).not.toContain('__inputs');
  expect(dashboardText).not.toContain('${DS_');
});

test('one variable chooses the data source, the others take several values and All', () => {
  expect(variables.map(({ name, type }) => [name, type])).toEqual([
    ['datasource', 'datasource'],
    ['cluster', 'query'],
    ['job', 'query'],
    ['node', 'query'],
  ]);
  for (const variable of variables.slice(1)) {
    expect(variable).toMatchObject({ datasource: source, multi: true, includeAll: true });
  }
  expect(variables.map(({ allValue }) => allValue)).toEqual([undefined, '.*', '.+', '.+']);
});

test('panel ids are unique and not 0', () => {
  const ids = everyPanel.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => Number.isInteger(id) && id > 0)).toBe(true);
});

test('no panel leaves the grid of 24 columns', () => {
  const outside = everyPanel.filter(({ gridPos: { x, y, w, h } }) => x < 0 || y < 0 || w < 1 || h < 1 || x + w > 24);
  expect(outside.map(({ title }) => title)).toEqual([]);
});

test('no panel overlaps another', () => {
  const pairs = everyPanel.flatMap((panel, index) =>
    everyPanel.slice(index + 1).map((other) => [panel, other] as const),
  );
  const overlapping = pairs.filter(([panel, other]) => overlap(panel, other));
  expect(overlapping.map((pair) => pair.map(({ title }) => title))).toEqual([]);
});

test('the panels of each row lie below it and above the next', () => {
  const starts = everyPanel.filter(({ type }) => type === 'row').map(({ gridPos }) => gridPos.y);
  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  const order = everyPanel.map(({ gridPos }) => gridPos.y);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
});

test('every panel has a title and a description', () => {
  const bare = contentPanels.filter(({ title, description }) => !/\w/.test(title) || !description?.endsWith('.'));
  expect(bare.map(({ id }) => id)).toEqual([]);
});

test('every panel with queries says what it means that nothing is there', () => {
  const silent = contentPanels.filter(({ targets: own, fieldConfig }) => own && !fieldConfig?.defaults.noValue);
  expect(silent.map(({ title }) => title)).toEqual([]);
});

test('an empty cell of a table does not say that the whole table is empty', () => {
  const tables = contentPanels.filter(({ type }) => type === 'table');
  const ofCells = {
    matcher: { id: 'byType', options: 'string' },
    properties: [{ id: 'noValue', value: '-' }],
  };
  expect(tables.map(({ fieldConfig }) => fieldConfig?.overrides[0])).toEqual(tables.map(() => ofCells));
});

test('every number that is shown has a unit or a word', () => {
  const bare = contentPanels.filter((panel) => panel.targets && !hasMeaning(panel));
  expect(bare.map(({ title }) => title)).toEqual([]);
});

test('every override names a legend or a column of its panel', () => {
  const strays = contentPanels.flatMap(({ title, targets: own = [], fieldConfig, transformations = [] }) => {
    const columns = transformations.flatMap(({ options }) => Object.values(options.renameByName ?? {}));
    const names = new Set([...columns, ...own.map(({ legendFormat }) => legendFormat)]);
    const matchers = (fieldConfig?.overrides ?? []).map(({ matcher }) => matcher);
    const overridden = matchers.filter(({ id }) => id === 'byName').map(({ options }) => options);
    return overridden.filter((name) => !names.has(name)).map((name) => `${title}: ${name}`);
  });
  expect(strays).toEqual([]);
});

test('every panel and target asks the chosen data source', () => {
  const asking = [...contentPanels.filter(({ targets: own }) => own), ...targets];
  expect(asking.length).toBeGreaterThan(40);
  expect(new Set(asking.map(({ datasource }) => JSON.stringify(datasource)))).toEqual(
    new Set([JSON.stringify(source)]),
  );
});

test('a target is asked either now or over time, and never both', () => {
  expect(targets.filter(({ instant, range }) => instant === range)).toEqual([]);
});

test('every rate and increase is over $__rate_interval', () => {
  const ranges = expressions.flatMap((expression) => [...expression.matchAll(/(\w+)\([^()[\]]*\[([^\]]+)\]\)/g)]);
  const byFunction = ranges.map(([, name, range]) => [name, range]);
  expect(byFunction.filter(([name]) => name === 'rate' || name === 'increase').length).toBeGreaterThan(3);
  expect(byFunction.filter(([, range]) => range !== '$__rate_interval' && range !== '$__range')).toEqual([]);
  expect(byFunction.filter(([name, range]) => name !== 'last_over_time' && range === '$__range')).toEqual([]);
});

test('jobs are selected by the variable alone, so that a job named after etcd is never presumed', () => {
  const matchers = [...expressions, ...variables.map(({ query }) => query)].flatMap((text) =>
    [...text.matchAll(/job\s*(?:=|!=|=~|!~)\s*"[^"]*"/g)].map(([matcher]) => matcher),
  );
  expect(new Set(matchers)).toEqual(new Set(['job=~"$job"']));
});

test('every series of an agent is selected by cluster and job', () => {
  const selectors = expressions.flatMap((expression) => [
    ...expression.matchAll(/\b(?:peerproof_|process_|scrape_|up\b)\w*\s*(?:\{([^}]*)\})?/g),
  ]);
  expect(selectors.length).toBeGreaterThan(30);
  const strays = selectors.filter(([, matchers]) => !matchers?.startsWith('cluster=~"$cluster", job=~"$job"'));
  expect(strays.map(([text]) => text)).toEqual([]);
});

test('the links lead to the runbooks and the repository', () => {
  expect(dashboard.links.map(({ url }) => url)).toEqual([
    'https://github.com/peerproof/peerproof/tree/main/docs/runbooks',
    'https://github.com/peerproof/peerproof',
  ]);
});

test('the provisioning example declares a Prometheus data source and a read-only dashboard provider', () => {
  expect(provisioning('datasources/prometheus.yaml')).toMatchObject({
    apiVersion: 1,
    datasources: [{ type: 'prometheus', access: 'proxy', url: expect.stringMatching(/^http/) }],
  });
  expect(provisioning('dashboards/peerproof.yaml')).toMatchObject({
    apiVersion: 1,
    providers: [{ type: 'file', allowUiUpdates: false, options: { path: expect.stringMatching(/^\//) } }],
  });
});

function overlap({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

// A table that hides its value column shows labels only.
function hasMeaning({ fieldConfig, transformations = [] }: Panel): boolean {
  const { unit, mappings } = fieldConfig?.defaults ?? {};
  const properties = (fieldConfig?.overrides ?? []).flatMap((override) => override.properties);
  const hidesValue = transformations.some(({ options }) => options.excludeByName?.['Value']);
  return Boolean(unit ?? mappings ?? properties.find(({ id }) => id === 'unit')) || hidesValue;
}

function provisioning(file: string): unknown {
  return parse(readFileSync(join(import.meta.dirname, '../../../grafana/provisioning', file), 'utf8'));
}
