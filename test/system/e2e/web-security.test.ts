import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { describe, expect, onTestFinished, test } from 'vitest';

import { servePeerproof } from '../../support/peerproof-process.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { createCertificateAuthority } from '../../support/e2e/certificates.ts';
import { killEveryChild } from '../../support/e2e/child-process.ts';
import { startPrometheus } from '../../support/e2e/prometheus.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { createSampleNode } from '../../support/e2e/sample-node.ts';

describe.skipIf(!hasRequiredTools('prometheus', 'setpriv', 'openssl'))('a Prometheus that logs in', () => {
  test('scrapes over TLS with its certificate and password, and no longer once the password changed', async () => {
    const directory = temporaryDirectory();
    onTestFinished(killEveryChild);
    const node = createSampleNode(directory);
    const authority = createCertificateAuthority(directory, 'ca');
    const [server, client] = [authority.issue('server'), authority.issue('client')];
    const file = join(directory, 'web.yml');
    const tls = {
      cert_file: server.certificate,
      key_file: server.key,
      client_auth_type: 'RequireAndVerifyClientCert',
      client_ca_file: authority.certificate,
      client_allowed_sans: ['localhost'],
    };
    const write = (password: string): void => {
      const users = { prometheus: hashSync(password, 10) };
      writeFileSync(`${file}.new`, JSON.stringify({ tls_server_config: tls, basic_auth_users: users }));
      renameSync(`${file}.new`, file);
    };
    write('right');
    const { web } = await servePeerproof([
      `--web.config.file=${file}`,
      `--path.manifests=${node.manifests}`,
      `--path.procfs=${node.procfs}`,
      '--node-name=cp-1',
    ]);
    const target = new URL(web).host;
    const certificates = {
      ca_file: authority.certificate,
      cert_file: client.certificate,
      key_file: client.key,
    };
    const prometheus = await startPrometheus({
      directory,
      jobName: 'peerproof',
      targets: [target],
      scrapeInterval: '1s',
      jobOptions: {
        scheme: 'https',
        tls_config: certificates,
        basic_auth: { username: 'prometheus', password: 'right' },
      },
    });
    await prometheus.waitForValue('up{job="peerproof"}', 1);
    await prometheus.waitForValue('peerproof_rule_compliant{rule="cis-kubernetes-2.5"}', 1);
    expect(await prometheus.query('max_over_time(scrape_duration_seconds{job="peerproof"}[10s])')).toHaveLength(1);
    write('changed');
    await prometheus.waitForValue('up{job="peerproof"}', 0);
    write('right');
    await prometheus.waitForValue('up{job="peerproof"}', 1);
  });
});
