// One assessment in a process of its own, with the memory settings that are shipped: prints what it costs.
import { cpuCost } from '../../support/cpu-time.ts';
import { jsonReport } from '../../../src/publish/reports/json-report.ts';
import { assessTree, expositionOf, statusesOf } from '../../support/observed-node.ts';

// The code is compiled and the heap is warm before it counts.
await expositionOf(await assessTree('/nonexistent'));
const before = process.memoryUsage().rss;
let [output, memory, statuses] = [0, 0, {}];
const cpu = await cpuCost(async () => {
  const report = await assessTree(process.argv[2] ?? '');
  output = (JSON.stringify(jsonReport(report)) + (await expositionOf(report))).length;
  memory = process.resourceUsage().maxRSS * 1024 - before;
  statuses = statusesOf(report);
});
process.stdout.write(JSON.stringify({ cpu, memory, output, statuses }));
