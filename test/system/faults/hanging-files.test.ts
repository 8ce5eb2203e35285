import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { etcdPod, etcdPodOf } from '../../support/etcd-pod.ts';
import { hostTree, manifestPath } from '../../support/host-tree.ts';
import { node, repository, runPeerproof } from '../../support/peerproof-process.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { cannot } from '../../support/faults/abilities.ts';
import { type MountNamespace, mountNamespace } from '../../support/faults/mount-namespace.ts';
import { watchAgent } from '../../support/faults/watched-agent.ts';

const good = etcdPod();
const bad = etcdPod('--peer-client-cert-auth=false');
const notSet = ['client_cert_auth_false', 'enforced_by_trusted_ca_only'];

test('a FIFO in place of a manifest is named and never waited for', async () => {
  const { rootfs, manifests, write } = hostTree();
  const agent = await watchAgent([`--path.rootfs=${rootfs}`, '--resync-interval=1h']);
  execFileSync('mkfifo', [join(manifests, 'etcd.yaml')]);
  await agent.becomes('unknown / unknown', ['etcd_not_found', 'manifest_unreadable'], 1000);
  expect(await agent.errors('manifest', 'manifest_unreadable')).toBeGreaterThan(0);
  expect(await agent.health()).toBe(200);
  rmSync(join(manifests, 'etcd.yaml'));
  write(`${manifestPath}/etcd.yaml`, good);
  await agent.becomes('pass / pass', [], 1000);
});

test("a FIFO in place of etcd's configuration file is named and never waited for", async () => {
  const { rootfs, write } = hostTree();
  const volumes = `
      volumeMounts: [{name: etc, mountPath: /etc/etcd}]
  volumes: [{name: etc, hostPath: {path: /etc/etcd}}]
`;
  const pod = etcdPodOf(['etcd', '--config-file=/etc/etcd/etcd.conf.yml']).trimEnd();
  write(`${manifestPath}/etcd.yaml`, `${pod}${volumes}`);
  mkdirSync(join(rootfs, 'etc/etcd'));
  const file = join(rootfs, 'etc/etcd/etcd.conf.yml');
  execFileSync('mkfifo', [file]);
  const agent = await watchAgent([`--path.rootfs=${rootfs}`, '--resync-interval=1h']);
  await agent.becomes('unknown / unknown', ['config_file_unreadable'], 1000);
  expect(await agent.errors('manifest', 'config_file_unreadable')).toBeGreaterThan(0);
  rmSync(file);
  writeFileSync(
    file,
    'listen-peer-urls: https://192.0.2.11:2380\npeer-transport-security: {cert-file: /c, key-file: /k, client-cert-auth: true}\n',
  );
  await agent.becomes('pass / pass', [], 1000);
});

type HeldFiles = {
  readonly namespace: MountNamespace;
  /** Where the agent finds them, and where they are written, which never hangs. */
  readonly mounted: string;
  readonly backing: string;
  /** Answers nothing from now on; `delay N` answers late. */
  readonly say: (word: 'hold' | 'release' | `delay ${number}`) => Promise<void>;
  /** Takes no questions any more. A question that was taken cannot be ended by any signal, one that was not by SIGKILL. */
  readonly freeze: () => void;
};

async function heldFiles(): Promise<HeldFiles> {
  const namespace = await mountNamespace();
  const [mounted, backing] = [temporaryDirectory(), temporaryDirectory()];
  writeFileSync(join(backing, 'etcd.yaml'), good);
  const mount =
    'exec 3<>/dev/fuse; mount -i -t fuse -o fd=3,rootmode=40755,user_id=0,group_id=0,allow_other held "$1"; shift; exec "$@"';
  const server = [node, join(repository, 'test/system/faults/fuse-server.ts'), backing];
  const [command = '', ...args] = [...namespace.through, 'sh', '-ec', mount, 'sh', mounted, ...server];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  // Its end answers every read that hangs with an error.
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface(child.stdout);
  const say: HeldFiles['say'] = async (word) => {
    child.stdin.write(`${word}\n`);
    await once(lines, 'line');
  };
  await say('release');
  return { namespace, mounted, backing, say, freeze: () => void child.kill('SIGSTOP') };
}

describe.skipIf(cannot('mount in a namespace of its own', 'mount FUSE file systems'))(
  'a file system that hangs',
  () => {
    async function watched() {
      const files = await heldFiles();
      const { rootfs } = hostTree();
      const agent = await watchAgent(
        [`--path.manifests=${files.mounted}`, `--path.procfs=${rootfs}/proc`, '--resync-interval=1s'],
        files.namespace.through,
      );
      expect((await agent.look()).verdict).toBe('pass / pass');
      return { ...files, agent };
    }

    test('makes its source unknown within the time of a scrape, never the agent hang, and is read again once it answers', async () => {
      const { agent, backing, say } = await watched();
      await say('hold');
      const looking = agent.look();
      expect(await agent.timeOf(looking)).toBeLessThan(9500);
      const seen = await looking;
      expect(seen.verdict).toBe('unknown / unknown');
      expect(seen.reasons).toEqual(['assessment_timed_out', 'etcd_not_found']);
      expect(seen.sources).toEqual({ manifest: false, process: true });
      expect(await agent.errors('manifest', 'assessment_timed_out')).toBeGreaterThan(0);
      // From now on nobody waits for it again.
      for (let scrape = 0; scrape < 5; scrape += 1) {
        const next = agent.look();
        expect(await agent.timeOf(next)).toBeLessThan(1000);
        expect((await next).verdict).toBe('unknown / unknown');
        expect(await agent.health()).toBe(200);
      }
      writeFileSync(join(backing, 'etcd.yaml'), bad);
      await say('release');
      await agent.becomes('pass / fail', notSet, 2000);
      writeFileSync(join(backing, 'etcd.yaml'), good);
      await agent.becomes('pass / pass', [], 2000);
    });

    test('that hangs for longer than liveness has patience does not make the agent look dead', async () => {
      const { agent, say } = await watched();
      await say('hold');
      // Three resync intervals of a second, and ten more.
      await sleep(15_000);
      expect(await agent.health()).toBe(200);
      await say('release');
      await agent.becomes('pass / pass', [], 2000);
    });

    test('that is slow is read, and changes are noticed without a scrape', async () => {
      const { agent, backing, say } = await watched();
      await say('delay 50');
      writeFileSync(join(backing, 'etcd.yaml'), bad);
      await agent.logs(/to=fail/, 10_000);
      const answer = agent.health();
      expect(await agent.timeOf(answer)).toBeLessThan(50);
      expect(await answer).toBe(200);
    });

    test('does not hold up the end of the agent', async () => {
      const { agent, freeze } = await watched();
      freeze();
      await agent.becomes('unknown / unknown', ['assessment_timed_out', 'etcd_not_found'], 9500);
      agent.process.child.kill('SIGTERM');
      expect(await agent.timeOf(agent.process.ended)).toBeLessThan(3000);
    });

    test('does not hold up check, which says unknown', async () => {
      const { namespace, mounted, freeze } = await heldFiles();
      freeze();
      const args = ['check', `--path.manifests=${mounted}`, `--path.procfs=${hostTree().rootfs}/proc`];
      const { stdout, stderr } = await runPeerproof(args, { through: namespace.through });
      expect(stdout).toContain('assessment_timed_out');
      expect(stderr).toContain('a read hangs');
    });

    test('under procfs stops the loop, which liveness sees as no answer, and ends with the hang', async () => {
      const { namespace, mounted, backing, say } = await heldFiles();
      rmSync(join(backing, 'etcd.yaml'));
      const { rootfs, write } = hostTree();
      write(`${manifestPath}/etcd.yaml`, good);
      const options = [`--path.rootfs=${rootfs}`, `--path.procfs=${mounted}`];
      const agent = await watchAgent(options, namespace.through);
      expect(await agent.health()).toBe(200);
      await say('hold');
      await sleep(1500);
      expect(await agent.health()).toBe(undefined);
      await say('release');
      await agent.becomes('pass / pass', [], 3000);
      expect(await agent.health()).toBe(200);
    });
  },
);
