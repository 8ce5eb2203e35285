// One assessment in a process of its own, with the memory settings that are shipped: prints what it cost.
import { jsonReport } from '../../../src/publish/reports/json-report.ts';
import { assessTree, expositionOf, statusesOf } from '../../support/observed-node.ts';

// The code is compiled and the heap is warm before it counts.
await expositionOf(await assessTree('/nonexistent'));
const before = process.memoryUsage().rss;
const started = process.cpuUsage();
const report = await assessTree(process.argv[2] ?? '');
const text = JSON.stringify(jsonReport(report)) + (await expositionOf(report));
const { user, system } = process.cpuUsage(started);
const peak = process.resourceUsage().maxRSS * 1024;
const cost = { cpu: (user + system) / 1000, memory: peak - before, output: text.length };
process.stdout.write(JSON.stringify({ ...cost, statuses: statusesOf(report) }));
