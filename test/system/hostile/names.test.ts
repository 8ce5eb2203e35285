// Names that anybody can give a process: no reader of the report, the metrics, the page or the log takes them for more.
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../../src/model/report.ts';
import { createStatusHistory } from '../../../src/publish/status-history.ts';
import { createLog } from '../../../src/publish/log.ts';
import { statusPage } from '../../../src/publish/page/status-page.ts';
import { asset } from '../../../src/publish/asset.ts';
import { jsonReport } from '../../../src/publish/reports/json-report.ts';
import { tableReport } from '../../../src/publish/reports/table-report.ts';
import { plainStyle } from '../../../src/publish/reports/table-style.ts';
import { escapeControlCharacters } from '../../../src/publish/control-characters.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { expositionOf } from '../../support/observed-node.ts';
import { assessTexts, podOf, processOf } from '../../support/explain/text-node.ts';
import { podText, secureArgv } from '../../support/resolve/verdicts.ts';
import { parseExposition } from '../../support/exposition-parser.ts';

const script = asset('page.js');

const named = (name: string, directory = '/d'): readonly string[] =>
  secureArgv(`--name=${name}`, `--data-dir=${directory}`);
const plaintext = (name: string, directory = '/d'): readonly string[] => [
  'etcd',
  `--name=${name}`,
  `--data-dir=${directory}`,
];

const hostile = [
  'a"} 1\npeerproof_rule_compliant{node="n"} 1',
  'a\\"b\\\\',
  'a\nb\rc\td\0e',
  '\u001B[2J\u001B]0;title\u0007',
  '\u009B31m\u0085\u0090',
  '\u202Edcte\u2066x\u2069\u200E\u061C',
  '<script>alert(1)</script>',
  '\'"><img src=x onerror=alert(1)>',
  '\uD800lone\uDFFF',
  '__proto__',
  'constructor',
  'toString',
  'x'.repeat(100_000),
  '',
  '\uFEFF',
  '# HELP peerproof_x y',
  'msg="forged" level=error',
];

// As much as a terminal obeys or shows otherwise than it is.
// oxlint-disable-next-line no-control-regex
const unseen = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/;

function crowd(): Promise<Report> {
  const processes = hostile.map((name, index) => processOf(named(name, `/d${index}`)));
  const pods = hostile.map((name) => podText({ name, command: plaintext(`${name}-declared`, `/${name}`) }));
  return assessTexts({ processes, manifests: pods });
}

function pageOf(report: Report): string {
  const publication = { report, watchMode: 'scan', statusSince: () => report.assessedAt } as const;
  return statusPage(publication, { version: '1', telemetryPath: '/metrics', isProbing: true }, new Date(0));
}

function logOf(format: 'logfmt' | 'json', report: Report): string {
  let text = '';
  const write = (line: string): void => void (text += line);
  createStatusHistory(createLog({ level: 'debug', format, write, now: () => new Date(0) })).record(report, 'scan');
  return text;
}

describe('hostile names', () => {
  test('make no series but their own, and every reader of the format takes them', async () => {
    const text = await expositionOf(await crowd());
    const samples = parseExposition(text);
    expect(samples.filter(({ name }) => name === 'peerproof_rule_compliant')).toHaveLength(2);
    expect(samples.map(({ name }) => name).filter((name) => !/^(?:peerproof|process|nodejs)_/.test(name))).toEqual([]);
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThan(600);
  });

  test.skipIf(!hasRequiredTools('promtool'))('leave nothing for promtool to complain about', async () => {
    const input = await expositionOf(await crowd());
    expect(execFileSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' })).toBe('');
  });

  test('reach no terminal as they are, in the table, in JSON and in either log format', async () => {
    const report = await crowd();
    const shown = {
      table: tableReport(report, plainStyle),
      json: escapeControlCharacters(JSON.stringify(jsonReport(report), null, 2)),
      logfmt: logOf('logfmt', report),
      jsonLog: logOf('json', report),
    };
    expect(Object.entries(shown).filter(([, text]) => unseen.test(text))).toEqual([]);
    expect(JSON.parse(shown.json)).toEqual(JSON.parse(JSON.stringify(jsonReport(report))));
  });

  test('begin no log line of their own', async () => {
    const report = await crowd();
    for (const format of ['logfmt', 'json'] as const) {
      const lines = logOf(format, report).trimEnd().split('\n');
      expect(lines.filter((line) => !/^(?:ts=|\{"ts":)"?1970-01-01T00:00:00/.test(line))).toEqual([]);
    }
  });

  test('are no markup on the page', async () => {
    const page = pageOf(await crowd());
    expect(page.replace(`<script>${script}</script>`, '')).not.toMatch(/<script|<img|onerror=alert\(1\)>/i);
    expect(unseen.test(page)).toBe(false);
  });

  test('change no object that others share', async () => {
    await crowd();
    const text = '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "kind": "Pod"}';
    await assessTexts({
      manifests: [text, text.replace('{', '{"apiVersion": "v1", "spec": {"containers": []}, ')],
    });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('two members', () => {
  const collisions: readonly (readonly [string, readonly (readonly string[])[]])[] = [
    ['of the same name', [plaintext('a', '/1'), named('a', '/2')]],
    ['of the same name and data directory', [plaintext('a'), named('a')]],
    ['whose names differ in control characters', [plaintext('a\u0001'), named('a\u0002')]],
    ['whose names differ in what nobody sees', [plaintext('a\u200B'), named('a\u2060')]],
    ['whose names differ after 200 characters', [plaintext(`${'x'.repeat(200)}1`), named(`${'x'.repeat(200)}2`)]],
    [
      'of which one calls itself what the other becomes',
      [named('a (/1)', '/3'), plaintext('a', '/1'), named('a', '/2')],
    ],
    ['of which one calls itself by a number', [named('a (pid 1) #2', '/3'), plaintext('a'), named('a'), named('a')]],
  ];

  test.each(collisions)('%s have series of their own, and the failing one shows', async (_what, commands) => {
    const report = await assessTexts({ processes: commands.map((argv) => processOf(argv)) });
    expect(new Set(report.members.map(({ id }) => id)).size).toBe(commands.length);
    const samples = parseExposition(await expositionOf(report));
    const failing = samples.filter(
      ({ name, labels, value }) =>
        name === 'peerproof_member_rule_status' && labels['status'] === 'fail' && value === 1,
    );
    expect(failing).toHaveLength(2);
    expect(report.rules.map(({ status }) => status)).toEqual(['fail', 'fail']);
  });

  test('from a manifest and a process of another name are two', async () => {
    const report = await assessTexts({
      manifests: [podOf(...named('a', '/1'))],
      processes: [processOf(plaintext('b', '/2'))],
    });
    expect(report.members.map(({ id }) => id).toSorted()).toEqual(['a', 'b']);
  });
});

describe('a secret', () => {
  const secret = 's3cret';
  const ways: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['in a flag', named('a').concat(`--initial-cluster-token=${secret}`, `--discovery-password=${secret}`), []],
    ['in an unknown flag', named('a').concat(`--root-password=${secret}`, '--x', secret), []],
    ['beside a flag', named('a').concat('--initial-cluster-token=', secret), []],
    ['after bad syntax', named('a').concat(`---password=${secret}`), []],
    ['in a peer URL', named('a').concat(`--listen-peer-urls=https://root:${secret}@127.0.0.1:2380`), []],
    ['in a peer URL of bad syntax', named('a').concat(`--listen-peer-urls=root:${secret}@127.0.0.1:2380`), []],
    ['in a variable', named('a'), [`ETCD_ROOT_PASSWORD=${secret}`, `ETCD_INITIAL_CLUSTER_TOKEN=${secret}`]],
  ];

  test.each(ways)('%s is in no report, metric, page or log', async (_what, argv, environ) => {
    const env = environ.map((entry) => ({ name: entry.split('=')[0], value: secret }));
    const report = await assessTexts({
      processes: [processOf(argv, environ)],
      manifests: [podText({ command: argv, env })],
    });
    const page = pageOf(report);
    const texts = [
      JSON.stringify(jsonReport(report)),
      tableReport(report, { ...plainStyle, colour: true }),
      await expositionOf(report),
    ];
    for (const text of [...texts, page, logOf('json', report)]) expect(text).not.toContain(secret);
  });
});
