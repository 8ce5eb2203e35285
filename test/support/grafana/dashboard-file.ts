import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// The parts of Grafana's classic schema that the tests look at, as they stand in the committed file.
type DataSource = { readonly type: string; readonly uid: string };

export type Target = {
  readonly refId: string;
  readonly expr: string;
  readonly datasource?: DataSource;
  readonly instant: boolean;
  readonly range: boolean;
  readonly legendFormat?: string;
};

export type Panel = {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: DataSource;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly collapsed?: boolean;
  readonly panels?: readonly Panel[];
  readonly targets?: readonly Target[];
  readonly fieldConfig?: { readonly defaults: Fields; readonly overrides: readonly Override[] };
  readonly transformations?: readonly { readonly id: string; readonly options: TransformationOptions }[];
};

type Fields = { readonly unit?: string; readonly mappings?: readonly unknown[]; readonly noValue?: string };
type Override = {
  readonly matcher: { readonly id: string; readonly options: string };
  readonly properties: readonly { readonly id: string; readonly value: unknown }[];
};
type TransformationOptions = {
  readonly excludeByName?: Readonly<Record<string, boolean>>;
  readonly renameByName?: Readonly<Record<string, string>>;
};

type Variable = {
  readonly name: string;
  readonly type: string;
  readonly query: string;
  readonly datasource?: DataSource;
  readonly multi: boolean;
  readonly includeAll: boolean;
  readonly allValue?: string;
};

export type Dashboard = {
  readonly id: null;
  readonly uid: string;
  readonly editable: boolean;
  readonly schemaVersion: number;
  readonly templating: { readonly list: readonly Variable[] };
  readonly panels: readonly Panel[];
  readonly links: readonly { readonly url: string }[];
};

const file = join(import.meta.dirname, '../../../grafana/peerproof.json');
export const dashboardText = readFileSync(file, 'utf8');
export const dashboard = JSON.parse(dashboardText) as Dashboard;

/** Rows and panels, those of a collapsed row too. */
export const everyPanel = dashboard.panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);

export const contentPanels = everyPanel.filter(({ type }) => type !== 'row');
export const targets = contentPanels.flatMap((panel) => panel.targets ?? []);
