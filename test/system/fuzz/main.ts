// The long run: every target in turn, each time with inputs of its own, and a real etcd where there is one. Says its seed first.
import { execFileSync, spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { etcdVersions } from '../../support/e2e/etcd-versions.ts';
import { configurations } from './etcd-configurations.ts';
import { EtcdLaboratory } from './real-etcd.ts';
import { targets } from './targets.ts';
import { startWeb } from './web.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    minutes: { type: 'string', default: '5' },
    alone: { type: 'boolean', default: false },
  },
});
const [seed, minutes] = [Number(values.seed), Number(values.minutes)];
if (!Number.isSafeInteger(seed) || !(minutes > 0)) throw new Error('usage: make fuzz ARGS="--seed=1 --minutes=5"');

type Count = { inputs: number; seconds: number; failures: number; note: string };
type Work = (seed: number) => Promise<{ readonly inputs: number; readonly failure: string | undefined }>;

// A network and processes of its own: every etcd and every listener that is seen is one that was started here.
if (values.alone) await run();
else {
  const own = [
    process.execPath,
    ...process.execArgv,
    import.meta.filename,
    '--alone',
    `--seed=${seed}`,
    `--minutes=${minutes}`,
  ];
  const alone = spawnSync('unshare', ['--pid', '--fork', '--mount-proc', '--net', '--kill-child', ...own], {
    stdio: 'inherit',
  });
  if (alone.error !== undefined) throw alone.error;
  process.exitCode = alone.status ?? 1;
}

async function run(): Promise<void> {
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
  console.log(`seed ${seed}, ${minutes} minutes; again with: make fuzz ARGS="--seed=${seed} --minutes=${minutes}"`);
  const web = await startWeb();
  const counts = new Map<string, Count>();
  const works = [...propertyWorks(web.port), ...etcdWorks(counts)];
  const end = performance.now() + minutes * 60_000;
  for (let round = 0; performance.now() < end; round += 1) {
    for (const [name, work] of works) {
      // A slow machine tries everything once, too.
      if (round > 0 && performance.now() >= end) break;
      await once(counts, name, work, (seed + round * 7919) % 2 ** 31);
    }
  }
  await web.close();
  summarise(counts);
}

async function once(counts: Map<string, Count>, name: string, work: Work, own: number): Promise<void> {
  const count = counts.get(name) ?? { inputs: 0, seconds: 0, failures: 0, note: '' };
  counts.set(name, count);
  const started = performance.now();
  const { inputs, failure } = await work(own);
  count.inputs += inputs;
  count.seconds += (performance.now() - started) / 1000;
  if (failure === undefined) return;
  count.failures += 1;
  console.log(`FAILED ${name} with seed ${own}: ${failure}`);
}

function propertyWorks(port: number): readonly (readonly [string, Work])[] {
  return targets(port).map(({ name, property, runs }) => [
    name,
    async (own) => {
      const result = await fc.check(property, { seed: own, numRuns: runs });
      const failure = result.failed
        ? `${JSON.stringify(result.counterexample)} ${String(result.errorInstance)}`
        : undefined;
      return { inputs: result.numRuns, failure };
    },
  ]);
}

/** Ten configurations a round for each version of etcd. */
function etcdWorks(counts: ReadonlyMap<string, Count>): readonly (readonly [string, Work])[] {
  return etcdVersions().map(({ version, path }) => {
    const name = `configurations beside etcd ${version}`;
    const laboratory = new EtcdLaboratory(path);
    process.once('exit', () => laboratory.close());
    let [ran, passes] = [0, 0];
    const work: Work = async (own) => {
      let failure: string | undefined;
      const tried = fc.sample(configurations, { seed: own, numRuns: 10 });
      for (const configuration of tried) {
        const trial = await laboratory.try(configuration);
        ran += Number(trial.runs);
        passes += trial.passes;
        if (trial.problem !== undefined) failure ??= `${JSON.stringify(configuration)}: ${trial.problem}`;
      }
      const count = counts.get(name);
      if (count !== undefined) count.note = `${ran} ran, ${passes} passes of a rule confirmed`;
      return { inputs: tried.length, failure };
    };
    return [name, work] as const;
  });
}

function summarise(counts: ReadonlyMap<string, Count>): void {
  const all = [...counts];
  for (const [name, { inputs, seconds, failures, note }] of all) {
    console.log(`${name}: ${inputs} inputs, ${seconds.toFixed(0)} s, ${failures} failures${note && `; ${note}`}`);
  }
  const sum = (pick: (count: Count) => number): number => all.reduce((total, [, count]) => total + pick(count), 0);
  const [inputs, seconds, failures] = [sum((one) => one.inputs), sum((one) => one.seconds), sum((one) => one.failures)];
  console.log(`${inputs} inputs in ${seconds.toFixed(0)} s, ${failures} failures (seed ${seed})`);
  process.exitCode = failures > 0 ? 1 : 0;
}
