import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { runPeerproof } from '../../support/peerproof-process.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { etcdSuite } from '../../support/e2e/etcd-suite.ts';
import { asConfigFile, type EtcdSettings } from '../../support/e2e/etcd-settings.ts';
import { etcdVersions } from '../../support/e2e/etcd-versions.ts';
import { freePort } from '../../support/e2e/free-ports.ts';
import { launchEtcd, untilReady } from '../../support/e2e/plain-etcd.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';

const hasTools = hasRequiredTools('etcd', 'openssl', 'setpriv');
const [binary] = hasTools ? etcdVersions() : [];

/** The explanation of 2.5 on one line, without how the table breaks it. */
async function explanation(): Promise<string> {
  const own = ['--node-name=cp-1', `--path.manifests=${temporaryDirectory()}`, '--single-member=no'];
  const { stdout, stderr } = await runPeerproof(['check', '--explain', '--rule=2.5', ...own]);
  expect(stderr).toBe('');
  return stdout.replaceAll(/\s+/g, ' ');
}

describe.skipIf(!hasTools)('the explanation of a real etcd', () => {
  const suite = etcdSuite();

  function everything(url: string): EtcdSettings {
    const { certificate, key } = suite.authority().issue('peer');
    return {
      'listen-peer-urls': url,
      'peer-cert-file': certificate,
      'peer-key-file': key,
      'peer-trusted-ca-file': suite.authority().certificate,
      'peer-client-cert-auth': 'true',
    };
  }

  /** `client` is where it answers, if not where its flags say. */
  async function start(name: string, settings: EtcdSettings, client?: string): Promise<number> {
    if (binary === undefined) throw new Error('There is no etcd');
    const etcd = await launchEtcd(binary, { name, directory: suite.directory(), settings });
    await untilReady(client === undefined ? etcd : { ...etcd, client });
    return etcd.child.pid;
  }

  test('says that the wire agrees with a demand', async () => {
    const url = `https://127.0.0.1:${await freePort()}`;
    const pid = await start('agrees', everything(url));
    const text = await explanation();
    expect(text).toContain(`- Running as pid ${pid}, executable /usr/bin/etcd.`);
    expect(text).toMatch(
      /- https:\S+ answers with TLSv1\.[23] and demands a client certificate.*?, as configured\. 6\./,
    );
    expect(text).toContain('finds it: PASS. That is right.');
    expect(text).toMatch(/By wire, https:\S+: pass, which can contradict a configuration and not stand for one\./);
  });

  test('says that the wire proves a search for texts wrong', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    await start('fooled', everything(url));
    const text = await explanation();
    expect(text).toMatch(/- http:\S+ answers in plaintext.*?, as configured\. 6\./);
    expect(text).toContain('finds it: PASS. That is wrong:');
    expect(text).toMatch(/By wire, http:\S+: fail \(wire_plaintext\)\./);
  });

  test('says which flags a configuration file makes etcd ignore', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const client = `http://127.0.0.1:${await freePort()}`;
    const file = join(suite.directory(), 'etcd.yaml');
    const settings = { name: 'filed', 'data-dir': join(suite.directory(), 'filed-data') };
    const urls = { 'listen-client-urls': client, 'advertise-client-urls': client, 'listen-peer-urls': url };
    const peers = { 'initial-advertise-peer-urls': url, 'initial-cluster': `filed=${url}` };
    writeFileSync(file, asConfigFile({ ...settings, ...urls, ...peers }));
    await start('filed', { ...everything('https://127.0.0.1:1'), 'config-file': file }, client);
    const text = await explanation();
    expect(text).toContain(`The configuration file ${file} counts alone, because --config-file names it.`);
    expect(text).toMatch(/etcd ignores \d+ other flags: .*--peer-client-cert-auth/);
    expect(text).toContain(`- ${url} answers in plaintext`);
    expect(text).toContain(`Beside the configuration file ${file} no flag counts.`);
  });
});
