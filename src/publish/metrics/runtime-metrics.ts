// Metrics of the process: prom-client's default set fails promtool's lint and wakes the process.

import { getHeapStatistics } from 'node:v8';
import { cpuUsage, memoryUsage, uptime, version } from 'node:process';

type Memory = {
  readonly rss: number | undefined;
  readonly heapTotal: number;
  readonly heapUsed: number;
};

type Runtime = Memory & { readonly startTime: number };

type Family = readonly [
  name: string,
  type: 'gauge' | 'counter',
  help: string,
  value: (runtime: Runtime) => number | undefined,
];

const families: readonly Family[] = [
  ['process_cpu_seconds_total', 'counter', 'User and system CPU time spent in seconds.', cpuSeconds],
  ['process_resident_memory_bytes', 'gauge', 'Resident memory size in bytes.', ({ rss }) => rss],
  [
    'process_start_time_seconds',
    'gauge',
    'Start time of the process since the Unix epoch in seconds.',
    ({ startTime }) => startTime,
  ],
  ['nodejs_heap_size_total_bytes', 'gauge', 'Size of the V8 heap in bytes.', ({ heapTotal }) => heapTotal],
  ['nodejs_heap_size_used_bytes', 'gauge', 'Used part of the V8 heap in bytes.', ({ heapUsed }) => heapUsed],
];

/** The constant text of each family, before its value. */
const prefixes = families.map(([name, type, help]) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} `);
const versionInfo =
  '# HELP nodejs_version_info Version of Node.js.\n# TYPE nodejs_version_info gauge\n' +
  `nodejs_version_info{version="${version}"} 1\n`;

/** Renders the families with a few system calls. */
export function runtimeExposition(startedAt: Date): () => string {
  const startTime = startedAt.getTime() / 1000 - uptime();
  return () => {
    const runtime = { ...readMemory(), startTime };
    const lines = families.map(([, , , valueOf], index) => {
      const value = valueOf(runtime);
      return value === undefined ? '' : `${prefixes[index]}${value}\n`;
    });
    return lines.join('') + versionInfo;
  };
}

/** Reads the memory use. Without a free descriptor the resident size is unknown, and verdicts are still served. */
function readMemory(): Memory {
  try {
    return memoryUsage();
  } catch {
    const { total_heap_size: heapTotal, used_heap_size: heapUsed } = getHeapStatistics();
    return { rss: undefined, heapTotal, heapUsed };
  }
}

function cpuSeconds(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1e6;
}
