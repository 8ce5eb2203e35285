import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { etcdPod } from '../../support/etcd-pod.ts';
import { hostTree, manifestPath } from '../../support/host-tree.ts';
import { cannot } from '../../support/faults/abilities.ts';
import { watchAgent } from '../../support/faults/watched-agent.ts';

const good = etcdPod();
const bad = etcdPod('--peer-client-cert-auth=false');

// The limits are those of a user namespace of the agent's own: nobody else on the machine notices.
describe.skipIf(cannot('make user namespaces'))('inotify', () => {
  test.each([
    ['instances', 'max_inotify_instances'],
    ['watches', 'max_inotify_watches'],
  ])('%s that are used up cost the agent nothing but a line in its log', async (_, limit) => {
    const { rootfs, manifests, write } = hostTree();
    write(`${manifestPath}/etcd.yaml`, good);
    const used = `echo 0 >/proc/sys/user/${limit} && exec "$@"`;
    const through = ['unshare', '--user', '--map-root-user', 'sh', '-ec', used, 'sh'];
    const agent = await watchAgent([`--path.rootfs=${rootfs}`, '--resync-interval=1h'], through);
    await agent.logs(
      /level=warn msg="the file watcher has trouble; changes are still looked for[^\n]*(?:EMFILE|ENOSPC)/,
      3000,
    );
    // Without a scrape: the agent's own looks find it.
    writeFileSync(join(manifests, 'etcd.yaml'), bad);
    await agent.logs(/to=fail/, 2500);
    expect((await agent.look()).verdict).toBe('pass / fail');
    expect(await agent.health()).toBe(200);
    const pid = String(agent.process.child.pid);
    const enter = ['--user', `--target=${pid}`, '--preserve-credentials', 'sh', '-c'];
    execFileSync('nsenter', [...enter, `echo 128 >/proc/sys/user/${limit}`]);
    writeFileSync(join(manifests, 'etcd.yaml'), good);
    await agent.becomes('pass / pass', [], 1000);
  });
});
