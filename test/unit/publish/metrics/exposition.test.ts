import { gunzipSync } from 'node:zlib';
import { Gauge, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createExposition, type Exposition } from '../../../../src/publish/metrics/exposition.ts';

type Body = {
  readonly exposition: Exposition;
  readonly gauge: Gauge;
  readonly clock: { now: number };
  readonly renderings: () => number;
};

/** A body of one gauge, and of a part that counts how often it was asked for. */
function body(long = ''): Body {
  const registry = new Registry();
  let renderings = 0;
  const collect = (): void => {
    renderings += 1;
  };
  const gauge = new Gauge({ name: 'g', help: 'h', registers: [registry], collect });
  const clock = { now: 0 };
  let asked = 0;
  const live = (): string => `live ${(asked += 1)}${long}\n`;
  return {
    exposition: createExposition(registry, live, () => clock.now),
    gauge,
    clock,
    renderings: () => renderings,
  };
}

test('the body is what the registry says, and then what always moves', async () => {
  const { exposition, gauge } = body();
  gauge.set(1);
  exposition.refresh();
  expect((await exposition.text()).toString()).toBe('# HELP g h\n# TYPE g gauge\ng 1\nlive 1\n');
});

test.each([
  ['short', ''],
  ['longer than a stored block of gzip can be', 'x'.repeat(70_000)],
  ['of more bytes than letters', 'ä'.repeat(1000)],
])('the compressed body unpacks to the same text, with a moving part that is %s', async (_, long) => {
  const { exposition } = body(long);
  expect(gunzipSync(await exposition.gzip()).toString()).toBe((await exposition.text()).toString());
});

test('the registry is rendered once per change, however often it is served in either form', async () => {
  const { exposition, gauge, clock, renderings } = body();
  for (const value of [1, 2, 3]) {
    gauge.set(value);
    exposition.refresh();
    for (let scrape = 0; scrape < 5; scrape += 1) {
      clock.now += 5000;
      expect((await exposition.text()).toString()).toContain(`g ${value}\n`);
      expect(gunzipSync(await exposition.gzip()).toString()).toContain(`g ${value}\n`);
    }
    expect(renderings()).toBe(value);
  }
});

test('a change that was not announced is not served', async () => {
  const { exposition, gauge } = body();
  gauge.set(1);
  await exposition.text();
  gauge.set(2);
  expect((await exposition.text()).toString()).toContain('g 1\n');
});

test('a change shows at once, though the moving part is still fresh', async () => {
  const { exposition, gauge } = body();
  await exposition.text();
  gauge.set(7);
  exposition.refresh();
  expect((await exposition.text()).toString()).toMatch(/g 7\nlive 1\n$/);
});

test('what always moves is at most a second old', async () => {
  const { exposition, clock } = body();
  const served: string[] = [];
  for (const at of [0, 999, 1000, 5000]) {
    clock.now = at;
    served.push(/live \d/.exec((await exposition.text()).toString())?.[0] ?? '');
  }
  expect(served).toEqual(['live 1', 'live 1', 'live 2', 'live 3']);
});
