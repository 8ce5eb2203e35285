// The agent's own use of the machine: an allow-list, because prom-client's default set fails promtool's lint and wakes the process.

import { getHeapStatistics } from 'node:v8';
import { cpuUsage, memoryUsage, uptime, version } from 'node:process';

type Memory = {
  readonly rss: number | undefined;
  readonly heapTotal: number;
  readonly heapUsed: number;
};

type Family = readonly [
  name: string,
  type: 'gauge' | 'counter',
  help: string,
  read: (memory: Memory) => number | undefined,
  labels?: string,
];

/** The exposition of what moves with every scrape; a few system calls, made when asked. */
export function runtimeExposition(startedAt: Date): () => string {
  const startTime = startedAt.getTime() / 1000 - uptime();
  const families: readonly Family[] = [
    ['process_cpu_seconds_total', 'counter', 'User and system CPU time spent in seconds.', cpuSeconds],
    ['process_resident_memory_bytes', 'gauge', 'Resident memory size in bytes.', ({ rss }) => rss],
    [
      'process_start_time_seconds',
      'gauge',
      'Start time of the process since the Unix epoch in seconds.',
      () => startTime,
    ],
    ['nodejs_heap_size_total_bytes', 'gauge', 'Size of the V8 heap in bytes.', ({ heapTotal }) => heapTotal],
    [
      'nodejs_heap_size_used_bytes',
      'gauge',
      'Used part of the V8 heap in bytes.',
      ({ heapUsed }) => heapUsed,
    ],
    ['nodejs_version_info', 'gauge', 'Version of Node.js.', () => 1, `{version="${version}"}`],
  ];
  // All but the numbers stays the same.
  const prefixes = families.map(
    ([name, type, help, , labels = '']) =>
      `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name}${labels} `,
  );
  return () => {
    const memory = readMemory();
    const lines = families.map(([, , , read], index) => {
      const value = read(memory);
      return value === undefined ? '' : `${prefixes[index]}${value}\n`;
    });
    return lines.join('');
  };
}

/** The resident size is a file of procfs: without a descriptor left it cannot be read, and the verdict still must be served. */
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
