// The short run of every target of `make fuzz`, with the same inputs each time.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configurations } from './etcd-configurations.ts';
import { earned } from './etcd-model.ts';
import { targets } from './targets.ts';
import { startWeb } from './web.ts';

let web: Awaited<ReturnType<typeof startWeb>>;
beforeAll(async () => (web = await startWeb()));
afterAll(() => web.close());

test.each(targets(0).map(({ name, runs }) => ({ name, runs })))(
  '$runs $name lead to no crash, no hang and no pass that is not earned',
  async ({ name, runs }) => {
    const own = targets(web.port).find((one) => one.name === name);
    if (own === undefined) throw new Error('There is no such target');
    const { failed, counterexample, errorInstance } = await fc.check(own.property, {
      seed: 2026,
      numRuns: runs,
    });
    expect({ failed, counterexample, errorInstance }).toMatchObject({ failed: false });
  },
);

test('the configurations earn a pass often enough to say something', () => {
  const sample = fc.sample(configurations, { seed: 1, numRuns: 2000 }).map(earned);
  expect(sample.filter((one) => one['2.4']).length).toBeGreaterThan(200);
  expect(sample.filter((one) => one['2.5']).length).toBeGreaterThan(150);
});
