// `make demo-live`, with the waits of rules and routes cut short.

import { describe, expect, test } from 'vitest';
import { node } from '../../support/peerproof-process.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { startDemo } from '../../support/e2e/demo-process.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';

const hasTools = hasRequiredTools('etcd', 'openssl', 'prometheus', 'prometheus-alertmanager', 'setpriv');

describe.skipIf(!hasTools)('make demo-live', () => {
  test('a broken member reaches the pager, and its end too', async () => {
    const { ended, output, left } = startDemo([node, 'scripts/demo-live.ts', '--quick'], {});
    expect(await ended).toBe(0);
    const text = output();
    const order = [
      'peerproof_rule_compliant{node="demo",rule="cis-kubernetes-2.5"} 1\n\n2/4',
      'peerproof_rule_compliant{node="demo",rule="cis-kubernetes-2.5"} 0\n',
      /peerproof_peer_listener_client_certificate_required\{.*\} 0\n.*: 200 \{"etcdserver"/,
      'To peerproof-pager: PeerproofNoncompliant (critical) is firing\n    node: demo\n    rule: cis-kubernetes-2.5\n',
      /wire_no_client_certificate\.\s+runbook_url:\s+https:\S+\/PeerproofNoncompliant\.md/,
      'peerproof_rule_compliant{node="demo",rule="cis-kubernetes-2.5"} 1\n  To',
      'To peerproof-pager: PeerproofNoncompliant (critical) is resolved',
      /broken → the gauge is 0 {2,}\d+\.\d s/,
      /broken → the alert is at the pager {2,}\d+\.\d s/,
      /mended → the pager knows {2,}\d+\.\d s/,
    ];
    const places = order.map((one) => text.search(one instanceof RegExp ? one : escaped(one)));
    expect({ text, places }).toEqual({ text, places: places.toSorted((a, b) => a - b) });
    expect(Math.min(...places)).toBeGreaterThan(0);
    expect(left()).toEqual([]);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s stops and removes everything', async (signal) => {
    const { child, ended, shows, output, left } = startDemo([node, 'scripts/demo-live.ts'], {});
    await shows('2/4');
    const [, agent = ''] = /peerproof {4}(\S+)/.exec(output()) ?? [];
    expect((await fetch(agent)).status).toBe(200);
    child.kill(signal);
    expect(await ended).toBe(signal === 'SIGINT' ? 130 : 143);
    await expect(fetch(agent)).rejects.toThrow('fetch failed');
    expect(left()).toEqual([]);
  });
});

test('make demo-live names the packages of programs that are missing, and ends with 3', async () => {
  const environment = { PATH: temporaryDirectory() };
  const { ended, output } = startDemo([node, 'scripts/demo-live.ts'], { environment });
  expect(await ended).toBe(3);
  expect(output()).toBe(
    'demo-live: Cannot find etcd, openssl, prometheus, prometheus-alertmanager, setpriv: install the Debian packages with apt-get install etcd-server openssl prometheus prometheus-alertmanager util-linux\n',
  );
});

function escaped(text: string): RegExp {
  return new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}
