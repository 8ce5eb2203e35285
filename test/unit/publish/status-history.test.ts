import { expect, test } from 'vitest';
import type { Report, Publication } from '../../../src/model/report.ts';
import { createStatusHistory } from '../../../src/publish/status-history.ts';
import { createLog } from '../../../src/publish/log.ts';
import { member, sampleReport } from '../../support/publish/sample-report.ts';

type Told = { readonly record: (report: Report) => Publication; readonly told: () => readonly string[] };

/** A history, and the lines since the last look, without time and message. */
function history(): Told {
  const lines: string[] = [];
  const log = createLog({
    level: 'info',
    format: 'logfmt',
    write: (line) => lines.push(line),
    now: () => new Date(0),
  });
  const told = (): readonly string[] =>
    lines
      .splice(0)
      .filter((line) => !line.includes('msg="process discovery mode changed"'))
      .map((line) =>
        line
          .trim()
          .replace(/^ts=\S+ /, '')
          .replace(' msg="verdict changed"', ''),
      );
  const { record } = createStatusHistory(log);
  return { record: (report: Report) => record(report, 'directory'), told };
}

const second = (at: number): Date => new Date(at * 1000);
const line = (level: string, rule: string, name: string, rest: string): string =>
  `level=${level} node=cp-1 member=${name} rule=cis-kubernetes-${rule} ${rest}`;

test('the first report tells each verdict once', () => {
  const { record, told } = history();
  record(sampleReport());
  expect(told()).toEqual([
    line('info', '2.4', 'a', 'from=none to=pass reasons=""'),
    line('warn', '2.5', 'a', 'from=none to=fail reasons=client_cert_auth_not_set'),
  ]);
});

test("the node's own verdict is told where no member's says it", () => {
  const { record, told } = history();
  record(sampleReport({ statuses: ['unknown', 'unknown'], members: [] }));
  expect(told()).toEqual([
    line('warn', '2.4', '"*"', 'from=none to=unknown reasons=""'),
    line('warn', '2.5', '"*"', 'from=none to=unknown reasons=""'),
  ]);
  const { rules, ...rest } = sampleReport({ statuses: ['fail', 'fail'] });
  // A member that fails and does not count leaves the node unknown; then both change, each to its own.
  record({ ...rest, rules: rules.map((rule) => ({ ...rule, status: 'pass' as const })) });
  expect(told()).toEqual([
    line('info', '2.4', '"*"', 'from=unknown to=pass reasons=client_cert_auth_not_set'),
    line('warn', '2.4', 'a', 'from=none to=fail reasons=client_cert_auth_not_set'),
    line('info', '2.5', '"*"', 'from=unknown to=pass reasons=client_cert_auth_not_set'),
    line('warn', '2.5', 'a', 'from=none to=fail reasons=client_cert_auth_not_set'),
  ]);
});

test('a report that changes nothing is silent, and one that changes a status is one line', () => {
  const { record, told } = history();
  record(sampleReport());
  told();
  for (let round = 0; round < 10; round += 1) record(sampleReport());
  expect(told()).toEqual([]);
  record(sampleReport({ statuses: ['pass', 'unknown'] }));
  expect(told()).toEqual([line('warn', '2.5', 'a', 'from=fail to=unknown reasons=""')]);
});

test('a member that is gone is told once, and again when it is back', () => {
  const { record, told } = history();
  const both = sampleReport({ statuses: ['pass', 'pass'], members: [member('a'), member('b')] });
  const one = sampleReport({ statuses: ['pass', 'pass'] });
  record(both);
  told();
  record(one);
  record(one);
  expect(told()).toEqual([
    line('info', '2.4', 'b', 'from=pass to=gone reasons=""'),
    line('info', '2.5', 'b', 'from=pass to=gone reasons=""'),
  ]);
  record(both);
  expect(told()).toHaveLength(2);
});

test('a verdict stands since the report that brought it', () => {
  const { record } = history();
  const since = (report: Report): readonly number[] => {
    const { statusSince } = record(report);
    return ['cis-kubernetes-2.4', 'cis-kubernetes-2.5'].map((rule) => statusSince(rule).getTime() / 1000);
  };
  expect(since(sampleReport({ at: second(1) }))).toEqual([1, 1]);
  expect(since(sampleReport({ at: second(2) }))).toEqual([1, 1]);
  expect(since(sampleReport({ at: second(3), statuses: ['fail', 'fail'] }))).toEqual([3, 1]);
  expect(since(sampleReport({ at: second(4), statuses: ['fail', 'pass'] }))).toEqual([3, 4]);
});

test.each(['*', '', 'a\u0000b', 'cis-kubernetes-2.4'])('a member called %j is no other than any', (name) => {
  const { record, told } = history();
  const members = [{ ...member('a'), id: name }];
  const report = sampleReport({ members, statuses: ['pass', 'pass'], at: second(1) });
  const [own] = report.rules;
  if (own === undefined) throw new Error('There is no rule');
  // The node fails where its member passes.
  const rules = [{ ...own, status: 'fail' as const }];
  record({ ...report, rules });
  expect(told()).toHaveLength(2);
  const { statusSince } = record({ ...report, rules, assessedAt: second(2) });
  expect(told()).toEqual([]);
  expect(statusSince('cis-kubernetes-2.4')).toEqual(second(1));
  record({ ...report, rules: [{ ...own, status: 'fail', members: [] }] });
  expect(told()).toHaveLength(1);
});

test('how new processes are found is told once, and again when it changes', () => {
  const written: string[] = [];
  const write = (text: string) => written.push(text);
  const { record } = createStatusHistory(createLog({ level: 'info', format: 'logfmt', write, now: () => new Date(0) }));
  const modes = ['directory', 'directory', 'scan'] as const;
  for (const mode of modes) record(sampleReport({ members: [] }), mode);
  const told = written.filter((text) => text.includes('process discovery mode')).map((text) => text.trim().slice(28));
  expect(told).toEqual([
    'level=info msg="process discovery mode changed" mode=directory',
    'level=info msg="process discovery mode changed" mode=scan before=directory',
  ]);
});
