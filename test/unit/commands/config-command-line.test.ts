// What `peerproof config` makes of a command line, and of the configuration file that one names.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileOf, judgedConfig } from '../../support/config-command.ts';
import { hostTree } from '../../support/host-tree.ts';
import { node, repository } from '../../support/peerproof-process.ts';
import { secureFile } from '../../support/explain/text-node.ts';
import { secureArgv } from '../../support/resolve/verdicts.ts';

describe('a command line after --', () => {
  test.each([
    ['with flags', secureArgv(), { code: 0 }],
    ['with a path', ['/usr/local/bin/etcd', ...secureArgv().slice(1)], { code: 0 }],
    ['with variables before it', ['A=b', 'ETCD_PEER_AUTO_TLS=true', 'etcd'], { code: 1 }],
    [
      'of which the later of two variables counts',
      ['ETCD_PEER_CLIENT_CERT_AUTH=false', 'ETCD_PEER_CLIENT_CERT_AUTH=true', ...secureArgv().slice(0, -1)],
      { code: 0 },
    ],
    [
      'with a setting given twice',
      ['ETCD_PEER_CLIENT_CERT_AUTH=true', ...secureArgv()],
      { code: 2, reasons: ['etcd_rejects_configuration'] },
    ],
    ['with a placeholder that nobody expands', secureArgv('--name=$(HOSTNAME)'), { code: 0 }],
    ['by a script', ['sh', '-c', 'exec etcd --name=a'], { code: 2, reasons: ['started_by_script'] }],
  ])('%s is judged', async (_what, words, expected) => {
    expect(await judgedConfig('--', ...words)).toMatchObject(expected);
  });

  test('takes nothing from the environment of the machine that judges', () => {
    const { status } = spawnSync(node, [join(repository, 'src/main.ts'), 'config', '--', 'etcd', '--name=a'], {
      env: { ETCD_PEER_CERT_FILE: '/c', ETCD_CONFIG_FILE: '/dev/null' },
    });
    expect(status).toBe(1);
  });
});

describe('a configuration file that a manifest or a command line names', () => {
  const command = ['etcd', '--config-file=/etc/etcd/etcd.yaml'];
  const mounts = { volumeMounts: [{ name: 'config', mountPath: '/etc/etcd' }] };
  const pod = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    spec: {
      containers: [{ name: 'etcd', image: 'etcd:3', command, ...mounts }],
      volumes: [{ name: 'config', hostPath: { path: '/srv/etcd' } }],
    },
  });

  test('is not looked for on the machine that judges', async () => {
    const host = hostTree();
    const onThisMachine = join(host.rootfs, 'etc/etcd/etcd.yaml');
    host.write('/etc/etcd/etcd.yaml', secureFile);
    const { code, reasons, findings } = await judgedConfig('--', 'etcd', `--config-file=${onThisMachine}`);
    expect({ code, reasons }).toEqual({ code: 2, reasons: ['config_file_unreadable'] });
    expect(findings[0]?.evidence.details[0]).toContain(`${onThisMachine} was not read; --path.rootfs=DIR`);
  });

  test('is read below --path.rootfs, through the mounts of the pod', async () => {
    const host = hostTree();
    const root = `--path.rootfs=${host.rootfs}`;
    expect(await judgedConfig(root, fileOf(pod))).toMatchObject({
      code: 2,
      reasons: ['config_file_missing'],
    });
    host.write('/srv/etcd/etcd.yaml', secureFile);
    expect(await judgedConfig(root, fileOf(pod))).toMatchObject({ code: 0 });
    expect(await judgedConfig(root, '--', ...command)).toMatchObject({ code: 2 });
    host.write('/etc/etcd/etcd.yaml', 'data-dir: /d\n');
    expect(await judgedConfig(root, '--', ...command)).toMatchObject({ code: 1 });
    expect(await judgedConfig(root, fileOf(pod))).toMatchObject({ code: 0 });
  });

  test('is unknown where its path is relative', async () => {
    const root = `--path.rootfs=${hostTree().rootfs}`;
    const { code, findings } = await judgedConfig(root, '--', 'etcd', '--config-file=etcd.yaml');
    expect(code).toBe(2);
    expect(findings[0]?.evidence.details[0]).toMatch(/relative to a directory that is not known/);
  });
});
