import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { hasProcessNamespaces, processNamespacePool } from './test/support/process-namespace-pool.ts';

const cores = availableParallelism();
const separated = hasProcessNamespaces();
// One file at a time, with nothing beside it.
const alone = [
  // Their limits are near to what they take: half a second of one to end in, seconds to notice an edit or to forget a token.
  'test/system/e2e/graceful.test.ts',
  'test/system/e2e/kubernetes-authentication.test.ts',
  'test/system/e2e/manifest-edit.test.ts',
  'test/system/e2e/signals.test.ts',
  // Needs a core to do enough in its half minute, and writes dist/.
  'test/system/e2e/soak.test.ts',
  // Reads dist/, which it writes too.
  'test/system/e2e/systemd-unit.test.ts',
  // Judges the machine's own /proc as an agent on a host does, where every other etcd would count.
  'test/system/e2e/three-members.test.ts',
];

/** Files that run no etcd; what looks at the machine's own /proc looks for names of its own: a file for each core. */
function beside(name: string, groupOrder: number): TestProjectInlineConfiguration {
  const include = [`test/${name}/**/*.test.ts`];
  return { test: { name, include, maxWorkers: cores, testTimeout: 20_000, sequence: { groupOrder } } };
}

export default defineConfig({
  test: {
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text', 'html'] },
    projects: [
      beside('unit', 0),
      beside('conformance', 1),
      beside('project', 2),
      {
        // These feed a real agent what an enemy would, and measure what that costs.
        test: {
          name: 'system-hostile',
          include: ['test/system/{completion,fuzz,hostile}/**/*.test.ts'],
          maxWorkers: cores,
          testTimeout: 20_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        // These start real etcd and Prometheus servers and browsers, and mostly wait for them: one file more than there are cores, as none sees the
        // processes of another and freePort() gives each its own ports. Without process namespaces, one file at a time.
        test: {
          name: 'system',
          include: ['test/system/{browser,e2e}/**/*.test.ts'],
          exclude: alone,
          ...(separated ? { pool: processNamespacePool, maxWorkers: cores + 1 } : { maxWorkers: 1 }),
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 4 },
        },
      },
      {
        test: {
          name: 'system-alone',
          include: alone,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 5 },
        },
      },
      {
        // These take a real agent's files, descriptors, clock and processor away, each from agents on host trees, mounts and process
        // namespaces of its own, and mostly wait: a file for each core still leaves every agent its time, and no etcd is judged.
        test: {
          name: 'system-faults',
          include: ['test/system/faults/**/*.test.ts'],
          maxWorkers: cores,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 6 },
        },
      },
    ],
  },
});
