import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { hasProcessNamespaces, processNamespacePool } from './test/process-namespace-pool.ts';

const cores = availableParallelism();
const separated = hasProcessNamespaces();
// One file at a time, with nothing beside it.
const alone = [
  // Their limits are near to what they take: half a second of one to end in, seconds to notice an edit or to forget a token.
  'test/e2e/graceful.test.ts',
  'test/e2e/kubernetes-authentication.test.ts',
  'test/e2e/manifest-edit.test.ts',
  'test/e2e/signals.test.ts',
  // Needs a core to do enough in its half minute, and writes dist/.
  'test/e2e/soak.test.ts',
  // Reads dist/, which it writes too.
  'test/e2e/systemd-unit.test.ts',
  // Judges the machine's own /proc as an agent on a host does, where every other etcd would count.
  'test/e2e/three-members.test.ts',
];

export default defineConfig({
  test: {
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text', 'html'] },
    projects: [
      {
        // No etcd runs here, and what looks at the machine's own /proc looks for names of its own: a file for each core.
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**', 'test/e2e/**', 'test/faults/**'],
          maxWorkers: cores,
          testTimeout: 20_000,
        },
      },
      {
        // These start real etcd and Prometheus servers and browsers, and mostly wait for them: one file more than there are cores, as none sees the
        // processes of another and freePort() gives each its own ports. Without process namespaces, one file at a time.
        test: {
          name: 'e2e',
          include: ['test/{browser,e2e}/**/*.test.ts'],
          exclude: alone,
          ...(separated ? { pool: processNamespacePool, maxWorkers: cores + 1 } : { maxWorkers: 1 }),
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'alone',
          include: alone,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        // These take a real agent's files, descriptors, clock and processor away, each from agents on host trees, mounts and process
        // namespaces of its own, and mostly wait: a file for each core still leaves every agent its time, and no etcd is judged.
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          maxWorkers: cores,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
