// The agent's own use of the machine: an allow-list, because prom-client's default set fails promtool's lint and wakes the process.

import { cpuUsage, memoryUsage, uptime, version } from 'node:process';
import { Counter, Gauge, type Registry } from 'prom-client';

export function registerRuntimeMetrics(registry: Registry, startedAt: Date): void {
  const gauges: readonly (readonly [string, string, () => number])[] = [
    ['process_resident_memory_bytes', 'Resident memory size in bytes.', () => memoryUsage.rss()],
    [
      'process_start_time_seconds',
      'Start time of the process since the Unix epoch in seconds.',
      () => startedAt.getTime() / 1000 - uptime(),
    ],
    ['nodejs_heap_size_total_bytes', 'Size of the V8 heap in bytes.', () => memoryUsage().heapTotal],
    ['nodejs_heap_size_used_bytes', 'Used part of the V8 heap in bytes.', () => memoryUsage().heapUsed],
  ];
  for (const [name, help, read] of gauges) {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [],
      collect: () => {
        gauge.set(read());
      },
    });
    registry.registerMetric(gauge);
  }
  registerCpu(registry);
  const info = new Gauge({
    name: 'nodejs_version_info',
    help: 'Version of Node.js.',
    labelNames: ['version'],
    registers: [registry],
  });
  info.set({ version }, 1);
}

function registerCpu(registry: Registry): void {
  const counter: Counter = new Counter({
    name: 'process_cpu_seconds_total',
    help: 'User and system CPU time spent in seconds.',
    registers: [registry],
    collect: () => {
      const { user, system } = cpuUsage();
      counter.reset();
      counter.inc((user + system) / 1e6);
    },
  });
}
