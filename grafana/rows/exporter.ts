import { at, graphPanel, type Row, rowAt, statPanel, tablePanel, thresholds } from '../panels.ts';
import { current, ofJob, onNodes, overTime, rows, withNode } from '../queries.ts';

// With all jobs chosen, "up" alone would match every target of the cluster.
const agentsUp = `(up{${ofJob}} and on (cluster, job) group by (cluster, job) (last_over_time(peerproof_build_info{${ofJob}}[$__range])))`;
const zeroIsFine = [
  { value: null, color: 'text' },
  { value: 1, color: 'red' },
];

const up = statPanel({
  id: 41,
  at: at(0, 67, 6, 7),
  title: 'Agents',
  description: 'Targets that Prometheus scrapes, and those it cannot reach. The node variable does not narrow them.',
  empty: 'no data',
})
  .unit('none')
  .withTarget(current('A', `sum(${agentsUp})`, 'up'))
  .withTarget(current('B', `count(${agentsUp}) - sum(${agentsUp})`, 'down'))
  .overrideByName('down', [{ id: 'thresholds', value: thresholds(zeroIsFine).build() }]);

const versions = tablePanel({
  id: 42,
  at: at(6, 67, 18, 7),
  title: 'Versions',
  description: 'Agents by version, revision and the Node.js that runs them.',
  empty: 'no data',
})
  .withTarget(
    rows('A', `count by (cluster, version, revision, nodeversion) (${withNode(`peerproof_build_info{${ofJob}}`)})`),
  )
  .withTransformation({
    id: 'organize',
    options: {
      excludeByName: { Time: true },
      indexByName: { cluster: 0, version: 1, revision: 2, nodeversion: 3, Value: 4 },
      renameByName: {
        cluster: 'Cluster',
        version: 'Version',
        revision: 'Revision',
        nodeversion: 'Node.js',
        Value: 'Agents',
      },
    },
  })
  .overrideByName('Agents', [{ id: 'unit', value: 'none' }]);

const bucketRate = onNodes(`rate(peerproof_assessment_duration_seconds_bucket{${ofJob}}[$__rate_interval])`);
const durationQuantile = (quantile: number): string => `histogram_quantile(${quantile}, sum by (le) (${bucketRate}))`;

const durations = graphPanel({
  id: 43,
  at: at(0, 74, 8, 8),
  title: 'Assessment duration',
  description: 'How long the assessments of the chosen nodes take: half of them, and all but one in a hundred.',
  empty: 'no data',
})
  .unit('s')
  .withTarget(overTime('A', durationQuantile(0.5), 'p50'))
  .withTarget(overTime('B', durationQuantile(0.99), 'p99'));

const assessmentRate = onNodes(`rate(peerproof_assessments_total{${ofJob}}[$__rate_interval])`);

const assessments = graphPanel({
  id: 44,
  at: at(8, 74, 8, 8),
  title: 'Assessments by trigger',
  description: 'Assessments in a minute on the chosen nodes, by what triggered them.',
  empty: 'no data',
})
  .unit('opm')
  .withTarget(overTime('A', `60 * sum by (trigger) (${assessmentRate})`, '{{trigger}}'));

const byNode = (expression: string): string => `max by (cluster, node) (${withNode(expression)})`;
const graphByNode = (
  frame: Parameters<typeof graphPanel>[0],
  unit: string,
  expression: string,
): ReturnType<typeof graphPanel> =>
  graphPanel(frame)
    .unit(unit)
    .withTarget(overTime('A', expression, '{{node}} {{cluster}}'));

const age = graphByNode(
  {
    id: 45,
    at: at(16, 74, 8, 8),
    title: 'Age of the last assessment',
    description: 'A line that keeps rising is an agent that answers and no longer looks.',
    empty: 'no data',
  },
  's',
  `time() - ${byNode(`peerproof_last_assessment_timestamp_seconds{${ofJob}}`)}`,
);

const scrapes = graphByNode(
  {
    id: 46,
    at: at(0, 82, 8, 8),
    title: 'Scrape duration',
    description: 'How long Prometheus waits for the metrics of an agent.',
    empty: 'no data',
  },
  's',
  byNode(`scrape_duration_seconds{${ofJob}}`),
);

const memory = graphByNode(
  {
    id: 47,
    at: at(8, 82, 8, 8),
    title: 'Memory',
    description: 'Resident memory of each agent.',
    empty: 'no data',
  },
  'bytes',
  byNode(`process_resident_memory_bytes{${ofJob}}`),
);

const cpu = graphByNode(
  {
    id: 48,
    at: at(16, 82, 8, 8),
    title: 'CPU',
    description: 'Processor time of each agent, as a share of one core.',
    empty: 'no data',
  },
  'percentunit',
  byNode(`rate(process_cpu_seconds_total{${ofJob}}[$__rate_interval])`),
);

const row = rowAt(40, 66, 'Exporter').collapsed(true);
for (const panel of [up, versions, durations, assessments, age, scrapes, memory, cpu]) row.withPanel(panel);

export const exporter: Row = { row, panels: [] };
