// The panels that the rows fill: each has an id, a position, a title, a description and a text without data.
import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  TableCellDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type DynamicConfigValue,
  type GridPos,
  type Panel,
  RowBuilder,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMap,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimelinePanel } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as GraphPanel } from '@grafana/grafana-foundation-sdk/timeseries';

import { datasource } from './queries.ts';

export type Row = { readonly row: RowBuilder; readonly panels: readonly Builder<Panel>[] };

type Frame = {
  readonly id: number;
  readonly at: GridPos;
  readonly title: string;
  readonly description: string;
  readonly empty: string;
};

export function at(x: number, y: number, w: number, h: number): GridPos {
  return { x, y, w, h };
}

export function rowAt(id: number, y: number, title: string): RowBuilder {
  return new RowBuilder(title).id(id).gridPos(at(0, y, 24, 1));
}

export function statPanel(frame: Frame): StatPanel {
  return framed(new StatPanel(), frame)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false))
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .textMode(BigValueTextMode.ValueAndName);
}

/** Overrides the text of an empty panel in empty cells. */
export function tablePanel(frame: Frame): TablePanel {
  return framed(new TablePanel(), frame)
    .showHeader(true)
    .filterable(true)
    .overrideByFieldType('string', [{ id: 'noValue', value: '-' }]);
}

export function timelinePanel(frame: Frame): TimelinePanel {
  return framed(new TimelinePanel(), frame)
    .mergeValues(true)
    .showValue(VisibilityMode.Auto)
    .rowHeight(0.8)
    .fillOpacity(75)
    .lineWidth(0)
    .legend(new VizLegendOptionsBuilder().displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom));
}

export function graphPanel(frame: Frame): GraphPanel {
  return framed(new GraphPanel(), frame)
    .min(0)
    .fillOpacity(10)
    .showPoints(VisibilityMode.Never)
    .legend(new VizLegendOptionsBuilder().displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom));
}

export function thresholds(steps: readonly Threshold[]): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...steps]);
}

/** Colours the cells of a column by their value. */
export function colouredCells(mapping: ValueMap): DynamicConfigValue[] {
  return [
    { id: 'mappings', value: [mapping] },
    { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.ColorBackground } },
  ];
}

type Framed = {
  readonly [Setter in keyof Omit<Frame, 'at' | 'empty'>]: (value: Frame[Setter]) => unknown;
} & {
  readonly gridPos: (at: GridPos) => unknown;
  readonly datasource: (reference: typeof datasource) => unknown;
  readonly noValue: (text: string) => unknown;
};

function framed<Bare extends Framed>(panel: Bare, frame: Frame): Bare {
  panel.id(frame.id);
  panel.gridPos(frame.at);
  panel.title(frame.title);
  panel.description(frame.description);
  panel.noValue(frame.empty);
  panel.datasource(datasource);
  return panel;
}
