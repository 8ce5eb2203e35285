import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { statuses } from '../../../src/model/verdict.ts';
import { repository } from '../../support/peerproof-process.ts';
import { quoted, readPage, tableRows } from '../../support/docs/page.ts';

type Measured = { readonly peerTransport: string | null; readonly clientCertRequired: boolean | null };
type Case = {
  readonly id: string;
  readonly argv: readonly string[];
  readonly measured: Readonly<Record<string, Measured>>;
  readonly expected: Readonly<Record<'2.4' | '2.5', string>>;
};

const page = readPage('docs/verdicts.md');
const oracle = JSON.parse(
  readFileSync(join(repository, 'test/conformance/oracle/etcd-oracle.json'), 'utf8'),
) as readonly Case[];
const exampleRows = tableRows(page, [
  'configuration',
  'text check',
  'on the wire',
  'peerproof 2.4',
  '2.5',
  'measured as',
]);

/** What the measured versions did, in the words of the page. */
function onTheWire({ measured }: Case): readonly string[] {
  return Object.values(measured).map(({ peerTransport, clientCertRequired }) => {
    if (peerTransport === null) return 'does not start';
    if (peerTransport === 'mixed') return 'one port plaintext';
    if (peerTransport === 'plaintext') return 'plaintext';
    return clientCertRequired === true ? 'TLS, certificate required' : 'TLS, anyone may connect';
  });
}

/** A search for the flags that the benchmark's audit names. */
function textCheck({ argv }: Case): Readonly<Record<string, string>> {
  const has = (text: string): boolean => argv.some((word) => word.startsWith(text));
  const peerTls = has('--peer-cert-file=') && has('--peer-key-file=');
  const clients = argv.includes('--peer-client-cert-auth=true');
  return { '2.4': peerTls ? 'PASS' : 'FAIL', '2.5': clients ? 'PASS' : 'FAIL' };
}

describe('docs/verdicts.md', () => {
  it('explains the four statuses and no other', () => {
    const rows = tableRows(page, ['status', 'meaning', '`peerproof_rule_compliant`']);
    expect(rows.flatMap(([status = '']) => quoted(status)).toSorted()).toEqual(statuses.toSorted());
  });

  it.each(exampleRows)('tells of "%s" what was measured', (_what, _text, wire = '', peerTls, clients, id = '') => {
    const found = oracle.find((one) => one.id === quoted(id)[0]);
    expect(found?.expected).toMatchObject({
      '2.4': quoted(peerTls ?? '')[0],
      '2.5': quoted(clients ?? '')[0],
    });
    const said = found === undefined ? [] : onTheWire(found);
    expect(new Set(said)).toEqual(new Set([wire.replaceAll('*', '')]));
  });

  it.each(exampleRows)('tells of "%s" what a text check finds', (...cells) => {
    const [, text = '', , , , id = ''] = cells;
    const found = oracle.find((one) => one.id === quoted(id)[0]);
    const [, control, status] = /^(?:(2\.[45]) )?(PASS|FAIL)$/.exec(text) ?? [];
    const wanted = (control === undefined ? ['2.4', '2.5'] : [control]).map((one) => [one, status]);
    expect(found === undefined ? {} : textCheck(found)).toMatchObject(Object.fromEntries(wanted));
  });

  it('has examples', () => {
    expect(exampleRows.length).toBeGreaterThan(10);
  });
});

it('README.md has the number of measured configurations', () => {
  expect(/held against (\d+)\s+configurations/.exec(readPage('README.md'))?.[1]).toBe(`${oracle.length}`);
});
