import { statfsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { hasProcessNamespaces, processNamespacePool } from './test/support/process-namespace-pool.ts';

const cores = availableParallelism();

/** Milliseconds until a test counts as hanging: far more than it takes, also on a busy machine. */
const hang = 120_000;

/** Files that run one at a time, with nothing beside them. */
const alone = [
  // Limits near to the usual run: half a second to end in, seconds to notice an edit or to forget a token.
  'test/system/e2e/graceful.test.ts',
  'test/system/e2e/kubernetes-authentication.test.ts',
  'test/system/e2e/manifest-edit.test.ts',
  'test/system/e2e/signals.test.ts',
  // Needs a core to do enough in its half minute, and writes dist/.
  'test/system/e2e/soak.test.ts',
  // Reads and writes dist/.
  'test/system/e2e/systemd-unit.test.ts',
  // Judges the machine's own /proc, as an agent on a host does: every other etcd would count.
  'test/system/e2e/three-members.test.ts',
];

/** Temporary files in memory, where there is room: those of the unit tests cost half of their CPU time on a disk. */
function inMemory(): Readonly<Record<string, string>> {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    return bavail * bsize > 2 ** 30 ? { TMPDIR: '/dev/shm' } : {};
  } catch {
    return {};
  }
}

/** A file for each core, after the projects of a lower `groupOrder`. */
function project(
  name: string,
  include: string,
  groupOrder: number,
  env: Readonly<Record<string, string>> = {},
): TestProjectInlineConfiguration {
  return {
    test: {
      name,
      include: [include],
      env,
      maxWorkers: cores,
      testTimeout: hang,
      hookTimeout: hang,
      sequence: { groupOrder },
    },
  };
}

export default defineConfig({
  test: {
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text', 'html'] },
    projects: [
      // Files without an etcd: those that look at the machine's own /proc look for unique names.
      project('unit', 'test/unit/**/*.test.ts', 0, inMemory()),
      project('conformance', 'test/conformance/**/*.test.ts', 1),
      project('project', 'test/project/**/*.test.ts', 2),
      // The real program and its real processes, files and listeners, also those of an attacker.
      project('system', 'test/system/!(browser|e2e|faults)/**/*.test.ts', 3),
      {
        // Real etcd and Prometheus servers and browsers, mostly waited for: a file more than there are cores. A process namespace hides
        // each file's servers from the others, and freePort() gives each its ports. Without namespaces, one file at a time.
        test: {
          name: 'system-etcd',
          include: ['test/system/{browser,e2e}/**/*.test.ts'],
          exclude: alone,
          ...(hasProcessNamespaces() ? { pool: processNamespacePool, maxWorkers: cores + 1 } : { maxWorkers: 1 }),
          testTimeout: 5 * hang,
          hookTimeout: 5 * hang,
          sequence: { groupOrder: 4 },
        },
      },
      {
        test: {
          name: 'system-alone',
          include: alone,
          fileParallelism: false,
          testTimeout: 5 * hang,
          hookTimeout: 5 * hang,
          sequence: { groupOrder: 5 },
        },
      },
      // Files, descriptors, clock and processor taken from a real agent, which is in namespaces of its own and mostly waits.
      project('system-faults', 'test/system/faults/**/*.test.ts', 6),
    ],
  },
});
