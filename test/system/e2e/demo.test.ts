// `make demo`, with a terminal and without one.

import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { node, repository } from '../../support/peerproof-process.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { type Demo, startDemo, type Surroundings } from '../../support/e2e/demo-process.ts';

function demo(options: readonly string[], surroundings: Surroundings = {}): Demo {
  return startDemo([node, 'scripts/demo.ts', ...options], surroundings);
}

/** On a pseudo-terminal of so many columns. */
function demoOnTerminal(columns: number, environment: Readonly<Record<string, string>> = {}): Demo {
  const command = `stty cols ${columns}; exec ${node} scripts/demo.ts`;
  return startDemo(['script', '--quiet', '--return', '--command', command, '/dev/null'], { environment });
}

/** The parts of the tour, each with its heading. */
function steps(output: string): readonly (readonly string[])[] {
  return output
    .split(/\n(?=\d\/5 )/)
    .slice(1)
    .map((part) => part.split('\n'));
}

function statusLine(status: string): string {
  return `  peerproof_rule_status{node="cp-1",rule="cis-kubernetes-2.5",status="${status}"} 1`;
}

const verdicts = ['pass', 'fail', 'unknown', 'not_applicable', 'pass'];

describe('make demo without a terminal', () => {
  test('runs through the four verdicts, and ends with 0 when only the tour is wanted', async () => {
    const { ended, output, left } = demo(['--tour-only']);
    expect(await ended).toBe(0);
    const parts = steps(output());
    expect(parts.map(([heading]) => heading)).toEqual(verdicts.map((verdict, index) => `${index + 1}/5  ${verdict}`));
    for (const [index, lines] of parts.entries()) {
      expect(lines).toContain(statusLine(verdicts[index] ?? ''));
      expect(lines.join('\n')).toMatch(/^ {2}\d+ ms from .* to the verdict$/m);
    }
    expect(output()).toBe(stripVTControlCharacters(output()));
    expect(left()).toEqual([]);
  });

  test('shows the line that it edits, and that a text search does not see the failure', async () => {
    const { ended, output } = demo(['--tour-only']);
    await ended;
    const [, failing = []] = steps(output());
    expect(failing).toContain('  -    - --listen-peer-urls=https://192.0.2.10:2380');
    expect(failing).toContain('  +    - --listen-peer-urls=http://192.0.2.10:2380');
    expect(failing).toContain('  cis-kubernetes-2.4: pass → fail (peer_listener_plaintext)');
    expect(failing).toContain('  peerproof_rule_compliant{node="cp-1",rule="cis-kubernetes-2.5"} 0');
    expect(failing).toContain('  A search for the flags in the manifest says PASS.');
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('serves after the tour until %s', async (signal) => {
    const { child, ended, output, shows, left } = demo([]);
    await shows('Ctrl-C ends the demo.');
    const [, metrics = ''] = /metrics {2}(\S+)/.exec(output()) ?? [];
    const [, edit = ''] = /^ {2}(sed .*)$/m.exec(output()) ?? [];
    expect(await (await fetch(metrics)).text()).toContain(statusLine('pass').trim());
    expect(await startDemo(['sh', '-c', edit], {}).ended).toBe(0);
    await shows('cis-kubernetes-2.5: pass → fail (client_cert_auth_false');
    expect(await (await fetch(metrics)).text()).toContain(statusLine('fail').trim());
    child.kill(signal);
    expect(await ended).toBe(0);
    expect(left()).toEqual([]);
  });

  test('a second one takes other ports', async () => {
    const taken = createServer().listen(19380, '127.0.0.1');
    onTestFinished(() => void taken.close());
    const { shows, output } = demo([]);
    await shows('Ctrl-C ends the demo.');
    expect(output()).toMatch(/page {5}http:\/\/127\.0\.0\.1:(?!19380)\d+\/$/m);
  });

  test('a misspelt option ends it before the tour', async () => {
    const { ended, output, left } = demo(['--tuor-only']);
    expect(await ended).toBe(3);
    expect(output()).toMatch(/^demo: .*--tuor-only/);
    expect(left()).toEqual([]);
  });

  test('a wrong verdict on the way ends it with 1', async () => {
    const root = temporaryDirectory();
    const parts = ['package.json', 'src', 'scripts', 'test/fixtures/nodes/sample'];
    for (const part of [...parts, 'test/fixtures/make-proc.ts', 'test/fixtures/processes-file.ts'])
      cpSync(join(repository, part), join(root, part), { recursive: true });
    symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
    const manifest = join(root, 'test/fixtures/nodes/sample/rootfs/etc/kubernetes/manifests/etcd.yaml');
    const text = readFileSync(manifest, 'utf8');
    writeFileSync(manifest, text.replace('--peer-client-cert-auth=true', '--peer-client-cert-auth=false'));
    const { ended, output, left } = demo(['--tour-only'], { root });
    expect(await ended).toBe(1);
    expect(output()).toMatch(/^demo: Not within 5 s:$/m);
    expect(output()).not.toContain('2/5');
    expect(left()).toEqual([]);
  });
});

describe('make demo on a terminal', () => {
  test('Enter makes each edit, and the agent stays', async () => {
    const { press, shows, output, ended, left } = demoOnTerminal(80);
    for (const index of [2, 3, 4, 5]) {
      await shows(`${index}/5`);
      await shows(new RegExp(`${index}/5[^]*Enter: go on`));
      // Nothing is edited before the key.
      expect(stripVTControlCharacters(output()).split(`${index}/5`)[1]).not.toContain('to the verdict');
      press('\r');
    }
    await shows('Ctrl-C ends the demo.');
    expect(output()).toContain('\u001B[31mfail');
    press('\u0003');
    expect(await ended).toBe(0);
    expect(left()).toEqual([]);
  });

  test('q leaves the tour for a node as it was', async () => {
    const { press, shows, output, ended } = demoOnTerminal(80);
    await shows('2/5');
    await shows(/2\/5[^]*Enter: go on/);
    press('\r');
    await shows(/3\/5[^]*Enter: go on/);
    press('q');
    await shows('Ctrl-C ends the demo.');
    expect(output()).not.toContain('4/5');
    const [, metrics = ''] = /metrics {2}(\S+)/.exec(output()) ?? [];
    expect(await (await fetch(metrics)).text()).toContain(statusLine('pass').trim());
    press('\u0003');
    expect(await ended).toBe(0);
  });

  test.each([2, 3, 4, 5])('Ctrl-C before step %i ends it with 130 and leaves nothing behind', async (step) => {
    const { press, shows, ended, left } = demoOnTerminal(80);
    for (let index = 2; index < step; index += 1) {
      await shows(new RegExp(`${index}/5[^]*Enter: go on`));
      press('\r');
    }
    await shows(new RegExp(`${step}/5[^]*Enter: go on`));
    press('\u0003');
    expect(await ended).toBe(130);
    expect(left()).toEqual([]);
  });

  test('breaks its prose for a narrow terminal, and has no colours where NO_COLOR is set', async () => {
    const { press, shows, output } = demoOnTerminal(30, { NO_COLOR: '1' });
    await shows(/2\/5[^]*Enter: go on/);
    press('q');
    const prose = output().slice(0, output().indexOf('cis-kubernetes')).split('\r\n');
    expect(Math.max(...prose.map((line) => line.length))).toBeLessThanOrEqual(30);
    expect(prose.length).toBeGreaterThan(6);
    expect(output()).not.toContain('\u001B[1m');
    expect(output()).not.toContain('\u001B[32m');
  });
});
