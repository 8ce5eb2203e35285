import { expect, test } from 'vitest';
import { createLog, logLevels, type LogOptions } from '../../../src/publish/log.ts';

type Logged = { readonly log: ReturnType<typeof createLog>; readonly lines: readonly string[] };

function logged(options: Partial<LogOptions> = {}): Logged {
  const lines: string[] = [];
  const now = (): Date => new Date('2026-01-02T03:04:05Z');
  return {
    lines,
    log: createLog({ level: 'debug', format: 'logfmt', write: (line) => lines.push(line), now, ...options }),
  };
}

test('a line has time, level, message and fields, those without a value left out', () => {
  const { log, lines } = logged();
  log.info('verdict changed', { node: 'cp-1', count: 3, ok: true, empty: '', none: undefined });
  expect(lines).toEqual([
    'ts=2026-01-02T03:04:05.000Z level=info msg="verdict changed" node=cp-1 count=3 ok=true empty=""\n',
  ]);
});

test('the JSON format has the same fields', () => {
  const { log, lines } = logged({ format: 'json' });
  log.warn('a "quoted" one', { node: 'cp-1', count: 3, none: undefined });
  expect(lines).toEqual([
    '{"ts":"2026-01-02T03:04:05.000Z","level":"warn","msg":"a \\"quoted\\" one","node":"cp-1","count":3}\n',
  ]);
});

test.each(logLevels)('the level %s lets itself and worse through', (level) => {
  const { log, lines } = logged({ level });
  for (const one of logLevels) log[one](one);
  expect(lines).toHaveLength(logLevels.length - logLevels.indexOf(level));
  expect(lines[0]).toContain(`level=${level} `);
});

test.each([
  ['plain-1.2/3:4@5+6', 'plain-1.2/3:4@5+6'],
  ['two words', '"two words"'],
  ['a=b', '"a=b"'],
  ['say "hi"', String.raw`"say \"hi\""`],
  [String.raw`back\slash`, String.raw`"back\\slash"`],
  ['two\nlines\r', String.raw`"two\nlines\r"`],
  ['\u001B[31mred', String.raw`"\u001b[31mred"`],
  ['\u0000\u007F\u009B', String.raw`"\u0000\u007f\u009b"`],
  ['left\u202Eright\u2066\u2028', String.raw`"left\u202eright\u2066\u2028"`],
  ['ünïcødé ☃ 😀', '"ünïcødé ☃ 😀"'],
])('the value %j is written as %s', (value, expected) => {
  const { log, lines } = logged();
  log.info('m', { value });
  expect(lines[0]).toBe(`ts=2026-01-02T03:04:05.000Z level=info msg=m value=${expected}\n`);
});

test.each(['logfmt', 'json'] as const)(
  'no text of the node can break the %s line or reach a terminal as a code',
  (format) => {
    const { log, lines } = logged({ format });
    const every = Array.from({ length: 0x300 }, (_, code) => String.fromCodePoint(code)).join('');
    log.info(every, { value: `${every}\u061C\u200E\u200F\u2028\u2029\u202A\u202E\u2066\u2069` });
    expect(lines[0]?.slice(0, -1)).not.toMatch(/[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/u);
    expect(lines[0]?.at(-1)).toBe('\n');
  },
);
