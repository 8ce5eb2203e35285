// The packaged unit in a real systemd, beside an etcd of another user.

import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { node, repository } from '../../support/peerproof-process.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { freePort } from '../../support/e2e/free-ports.ts';
import { bootSystemd, canBootSystemd, type SystemdMachine } from '../../support/e2e/systemd-machine.ts';
import { waitUntil } from '../../support/e2e/wait-until.ts';

/** A user that only owns etcd. */
const etcdUser = 51_379;

describe.skipIf(!canBootSystemd())('the service, started by systemd,', () => {
  beforeAll(() => execFileSync(node, [join(repository, 'scripts/bundle.ts')], { cwd: repository }));

  const report = async (web: string): Promise<string> => await (await fetch(`${web}/api/v1/report`)).text();

  /** Starts it beside an etcd of another user, which says in a file of its own what it does. */
  async function startBesideEtcd(machine: SystemdMachine, ...lines: readonly string[]): Promise<string> {
    const directory = temporaryDirectory();
    const program = join(directory, 'etcd');
    copyFileSync('/bin/cat', program);
    chmodSync(directory, 0o755);
    chmodSync(program, 0o755);
    machine.start(
      { ETCD_CONFIG_FILE: privateConfigFile(directory), PATH: process.env['PATH'] ?? '' },
      'setpriv',
      `--reuid=${etcdUser}`,
      `--regid=${etcdUser}`,
      '--clear-groups',
      program,
    );
    const [web, health] = [await freePort(), await freePort()];
    const args = `--web.listen-address=:${web} --web.health-address=127.0.0.1:${health} --probe=off`;
    machine.configure(`Environment="PEERPROOF_ARGS=${args}"`, ...lines);
    machine.run('systemctl', 'start', 'peerproof');
    const url = `http://127.0.0.1:${web}`;
    const answer = async (): Promise<true | undefined> =>
      (await fetch(url).catch(() => undefined)) === undefined ? undefined : true;
    await waitUntil(answer, { timeoutMs: 60_000, everyMs: 50, describe: machine.log });
    return url;
  }

  function privateConfigFile(directory: string): string {
    const conf = join(directory, 'conf');
    const file = join(conf, 'etcd.yml');
    mkdirSync(conf);
    writeFileSync(
      file,
      'name: etcd-1\nlisten-peer-urls: https://192.0.2.21:2380\npeer-transport-security:\n' +
        '  {cert-file: /pki/peer.crt, key-file: /pki/peer.key, trusted-ca-file: /pki/ca.crt, client-cert-auth: true}\n',
    );
    for (const [path, mode] of [[file, 0o600] as const, [conf, 0o700] as const]) {
      chmodSync(path, mode);
      chownSync(path, etcdUser, etcdUser);
    }
    return file;
  }

  const property = (machine: SystemdMachine, name: string): string =>
    machine.run('systemctl', 'show', '--value', `--property=${name}`, 'peerproof').trim();

  test('reads an etcd of another user, up to the configuration file that only that user may read', async () => {
    const machine = await bootSystemd();
    const web = await startBesideEtcd(machine);
    expect(JSON.parse(await report(web))).toMatchObject({
      rules: [{ status: 'pass' }, { status: 'pass' }],
      members: [{ member: 'etcd-1' }],
      sources: [{ source: 'process', up: true, reasons: [] }],
    });
    const exposition = await (await fetch(`${web}/metrics`)).text();
    expect(exposition).toMatch(/member_info{.*config_origin="config_file",peer_transport="tls"} 1/);
  });

  test.each(['CAP_SYS_PTRACE', 'CAP_DAC_READ_SEARCH'])('needs the other capability beside %s', async (one) => {
    const machine = await bootSystemd();
    const web = await startBesideEtcd(machine, 'AmbientCapabilities=', `AmbientCapabilities=${one}`);
    expect(JSON.parse(await report(web))).toMatchObject({
      rules: [{ status: 'unknown', reasons: ['environment_unreadable'] }, { status: 'unknown' }],
    });
  });

  test('reads its web configuration again when it is reloaded, and goes on', async () => {
    const machine = await bootSystemd();
    const url = await startBesideEtcd(machine);
    const pid = property(machine, 'MainPID');
    machine.run('systemctl', 'reload', 'peerproof');
    const told = async (): Promise<true | undefined> =>
      machine.log().includes('reading the web configuration again') ? true : undefined;
    await waitUntil(told, { timeoutMs: 60_000, everyMs: 50, describe: machine.log });
    expect(await report(url)).toContain('"rules"');
    expect(property(machine, 'MainPID')).toBe(pid);
  });

  test('is held by the kernel as the unit says, and ends with 0 when it is stopped', async () => {
    const machine = await bootSystemd();
    const tell = `/bin/sh -c 'echo $SERVICE_RESULT $EXIT_CODE $EXIT_STATUS > /run/ended'`;
    await startBesideEtcd(machine, `ExecStopPost=+${tell}`);
    const pid = property(machine, 'MainPID');
    const status = machine.run('cat', `/proc/${pid}/status`);
    // SYS_PTRACE is bit 19, DAC_READ_SEARCH bit 2.
    for (const set of ['CapEff', 'CapBnd', 'CapAmb']) expect(status).toMatch(new RegExp(`^${set}:\\t0+80004$`, 'm'));
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    expect(status).toMatch(/^Seccomp:\t2$/m);
    expect(status).not.toMatch(/^[UG]id:.*\t0(\t|$)/m);
    // Even root, and even with the one program that may be run there.
    const asRoot =
      (...words: readonly string[]) =>
      () =>
        machine.run('nsenter', '-t', pid, '-m', ...words);
    const agentNode = '/usr/local/lib/peerproof/node';
    for (const path of ['/etc', '/var/lib', '/usr', '/'])
      expect(asRoot(agentNode, '-e', `fs.writeFileSync('${path}/written', '')`)).toThrow(/EROFS/);
    expect(asRoot('/bin/true')).toThrow(/Permission denied/);
    expect(asRoot(agentNode, '--version')()).toMatch(/^v\d/);
    machine.run('systemctl', 'stop', 'peerproof');
    expect(machine.run('cat', '/run/ended')).toBe('success exited 0\n');
    expect(machine.log()).toMatch(/msg=stopping signal=SIGTERM/);
  });

  test('does not start with MemoryDenyWriteExecute', async () => {
    const machine = await bootSystemd();
    machine.configure('MemoryDenyWriteExecute=yes', 'Restart=no');
    machine.run('systemctl', 'start', 'peerproof');
    const ended = async (): Promise<true | undefined> =>
      property(machine, 'ActiveState') === 'failed' ? true : undefined;
    await waitUntil(ended, { timeoutMs: 60_000, everyMs: 50, describe: machine.log });
    expect(property(machine, 'Result')).toBe('signal');
  });
});
