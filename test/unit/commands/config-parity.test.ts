// `peerproof config` runs the line that `check` runs: a manifest gets on the desk the verdict that it gets on a node.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { judgedConfig } from '../../support/config-command.ts';
import { hostTree, manifestPath } from '../../support/host-tree.ts';
import { assessTree, statusesOf } from '../../support/observed-node.ts';
import { podText, secureArgv } from '../../support/resolve/verdicts.ts';

test.each([
  ['pass', secureArgv()],
  ['fail', secureArgv('--peer-client-cert-auth=false')],
  ['unknown', secureArgv('--peer-client-cert-auth=maybe')],
])('a manifest that the node judges %s is judged so before it is there', async (status, command) => {
  const host = hostTree();
  host.write(`${manifestPath}/etcd.yaml`, podText({ command }));
  const onNode = statusesOf(await assessTree(host.rootfs));
  const { statuses } = await judgedConfig(join(host.manifests, 'etcd.yaml'), `--path.rootfs=${host.rootfs}`);
  expect(onNode['2.5']).toBe(status);
  expect(statuses).toEqual(onNode);
});
