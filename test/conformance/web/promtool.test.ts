// The web configuration as exporter-toolkit's own check judges it, and as we do: the same, but where it lets pass what cannot
// protect anything.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createWeb } from '../../../src/commands/serve-web.ts';
import { createCertificateAuthority } from '../../support/e2e/certificates.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { agreed, newer, stricter, tls } from '../../support/web/web-config-cases.ts';
import { plainContent, silentLog } from '../../support/web/served-web.ts';

/** Another one can be named, to compare with a newer toolkit. */
const promtool = process.env['PEERPROOF_PROMTOOL'] ?? 'promtool';

const directory = mkdtempSync(join(tmpdir(), 'peerproof-promtool-'));
const page = readFileSync(join(import.meta.dirname, '../../../docs/protecting-metrics.md'), 'utf8');
const [documentation = ''] = page.split('\n## Kubernetes authentication\n');
const examples = [...documentation.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);

beforeAll(() => {
  const authority = createCertificateAuthority(directory, 'ca');
  authority.issue('server');
  authority.issue('other');
  writeFileSync(join(directory, 'empty'), '');
  return () => rmSync(directory, { recursive: true, force: true });
});

function written(text: string): string {
  const inline = (name: string): string => JSON.stringify(readFileSync(join(directory, name), 'utf8'));
  const path = join(directory, 'web.yml');
  const full = text.replace('INLINE_CERT', () => inline('server.crt'));
  writeFileSync(
    path,
    full.replace('INLINE_KEY', () => inline('server.key')),
  );
  return path;
}

type Judgement = { readonly verdict: 'good' | 'bad'; readonly said: string };

function askPromtool(path: string): Judgement {
  const { status, stdout, stderr, error } = spawnSync(promtool, ['check', 'web-config', path], {
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  return { verdict: status === 0 ? 'good' : 'bad', said: `${stdout}${stderr}` };
}

async function askPeerproof(path: string): Promise<Judgement> {
  try {
    await (await createWeb(path, plainContent, silentLog)).close();
    return { verdict: 'good', said: '' };
  } catch (error) {
    if (!/^OptionError: --web\.config\.file: expected .+, got ".*web\.yml: /s.test(String(error))) throw error;
    return { verdict: 'bad', said: String(error) };
  }
}

/** What a promtool says of a key that came after it. */
function isTooOld({ said }: Judgement, key: string | undefined): boolean {
  return key !== undefined && new RegExp(`field ${key} not found in type web\\.`).test(said);
}

describe.skipIf(!hasRequiredTools('promtool'))('promtool check web-config and we', () => {
  test.each(agreed)('both find %s: %s', async (verdict, text) => {
    const path = written(text);
    expect(askPromtool(path)).toMatchObject({ verdict });
    expect(await askPeerproof(path)).toMatchObject({ verdict });
  });

  test.each(newer)('both find %s, if promtool knows the key: %s', async (verdict, text, key) => {
    const path = written(text);
    const theirs = askPromtool(path);
    expect(isTooOld(theirs, key) ? verdict : theirs.verdict).toBe(verdict);
    expect(await askPeerproof(path)).toMatchObject({ verdict });
  });

  test.each(examples)('both find the example %j of the documentation good', async (text) => {
    const path = written(text.replaceAll('tls.', 'server.'));
    const theirs = askPromtool(path);
    const tooOld = ['client_allowed_sans', 'rate_limit'].some((key) => isTooOld(theirs, key));
    expect(tooOld ? 'good' : theirs.verdict).toBe('good');
    expect(await askPeerproof(path)).toMatchObject({ verdict: 'good' });
  });

  test.each(stricter)('differ, because $why: $text', async ({ text, key }) => {
    const path = written(text);
    const theirs = askPromtool(path);
    expect(isTooOld(theirs, key) || theirs.verdict === 'good').toBe(true);
    expect(await askPeerproof(path)).toMatchObject({ verdict: 'bad' });
  });

  test('both find an example of each part in the documentation', () => {
    for (const part of ['tls_server_config', 'http_server_config', 'basic_auth_users', 'rate_limit']) {
      expect(examples.some((text) => text.startsWith(`${part}:`))).toBe(true);
    }
  });

  test('differ on suites without forward secrecy, which only a promtool built with Go 1.22 or later refuses', async () => {
    const path = written(tls('cipher_suites: [TLS_RSA_WITH_AES_128_GCM_SHA256]'));
    const goVersion = /go version: +go1\.(\d+)/.exec(execFileSync(promtool, ['--version'], { encoding: 'utf8' }))?.[1];
    expect(askPromtool(path).verdict).toBe(Number(goVersion) >= 22 ? 'bad' : 'good');
    expect((await askPeerproof(path)).said).toContain('cipher_suites to be of');
  });
});
