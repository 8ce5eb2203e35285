// Runs vitest, and fails for tests that did not run and for errors outside of tests.

import { parseCLI, startVitest, type TestModule, type TestState } from 'vitest/node';

const { filter, options } = parseCLI(['vitest', ...process.argv.slice(2)]);
// A forgotten test.only and a missing golden text must fail.
const started = await startVitest('test', filter, {
  ...options,
  watch: false,
  allowOnly: false,
  update: 'none',
});
const modules = started.state.getTestModules();
const unhandledErrors = started.state.getUnhandledErrors().length;
await started.close();

const passed = countTests(modules, 'passed');
const skipped = countTests(modules, 'skipped');
// Tests that never ran, files that could not be collected and errors outside of tests are failures too.
const failed =
  countTests(modules, 'failed') + countTests(modules, 'pending') + countBrokenSuites(modules) + unhandledErrors;

if (skipped > 0) console.log(`${skipped} skipped; the reasons are above`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 || process.exitCode ? 1 : 0);

function countTests(from: readonly TestModule[], state: TestState): number {
  return from.reduce((sum, module) => sum + [...module.children.allTests(state)].length, 0);
}

function countBrokenSuites(from: readonly TestModule[]): number {
  const suites = from.flatMap((module) => [module, ...module.children.allSuites()]);
  return suites.reduce((sum, suite) => sum + suite.errors().length, 0);
}
