// `make bench`: every scenario in a process namespace of its own, one table, and the same as JSON in bench/results.json.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { join } from 'node:path';
import { isReached, type Row, table } from './row.ts';
import { scenarioNames } from './scenario.ts';

const here = import.meta.dirname;
const privateNamespace = ['--pid', '--fork', '--mount-proc', '--kill-child'];

function canUnshare(): boolean {
  try {
    execFileSync('unshare', [...privateNamespace, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function run(name: string): readonly Row[] {
  console.error(`${name} …`);
  const words = [...privateNamespace, process.execPath, join(here, 'scenario.ts'), name];
  const output = execFileSync('unshare', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(output) as readonly Row[];
}

if (!canUnshare()) {
  console.error(
    'Skipped: process namespaces cannot be made here (unshare --pid needs root), and counts would mean nothing',
  );
  process.exit(0);
}
const wanted = process.argv.slice(2);
const load = loadavg()[0] ?? 0;
const rows = scenarioNames.filter((name) => wanted.length === 0 || wanted.includes(name)).flatMap(run);
const machine = { cores: cpus().length, kernel: release(), node: process.version, loadBefore: load };
writeFileSync(
  join(here, 'results.json'),
  `${JSON.stringify({ at: new Date().toISOString(), machine, rows: rows.map((one) => ({ ...one, reached: isReached(one) })) }, null, 2)}\n`,
);
console.log(`${table(rows)}\n`);
const goals = rows.filter(({ goal }) => goal !== undefined);
console.log(
  `${goals.filter(isReached).length} of ${goals.length} goals reached; ${machine.cores} cores, Linux ${machine.kernel}, ` +
    `Node.js ${machine.node}, load average ${load.toFixed(1)} before the run`,
);
