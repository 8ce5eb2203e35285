import { globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { valuesOf } from '../../support/e2e/exposition.ts';
import { etcdPod } from '../../support/etcd-pod.ts';
import { hostTree, manifestPath } from '../../support/host-tree.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { cannot } from '../../support/faults/abilities.ts';
import { type WatchedAgent, watchAgent } from '../../support/faults/watched-agent.ts';

const good = etcdPod();
const bad = etcdPod('--peer-client-cert-auth=false');
const day = 86_400;

/** An agent whose time of day is turned by `turn`, in seconds from the true one; what merely runs on stays true. */
async function agentWithClock() {
  const [library = ''] = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1');
  const clock = join(temporaryDirectory(), 'clock');
  const turn = (seconds: number): void => writeFileSync(clock, `${seconds < 0 ? '' : '+'}${seconds}\n`);
  turn(0);
  const { rootfs, write } = hostTree();
  write(`${manifestPath}/etcd.yaml`, good);
  const environment = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: clock,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    // A file's own times stay true, as those of a disk do when the clock jumps.
    NO_FAKE_STAT: '1',
  };
  const agent = await watchAgent([`--path.rootfs=${rootfs}`, '--resync-interval=200ms'], [], environment);
  return { agent, turn, write };
}

async function gauge({ look }: WatchedAgent, name: string): Promise<number> {
  return valuesOf((await look()).samples, name)[0] ?? Number.NaN;
}

/** How far the agent's own clock is from the true one, in seconds, by the time of its last assessment. */
async function offset(agent: WatchedAgent): Promise<number> {
  return (await gauge(agent, 'peerproof_last_assessment_timestamp_seconds')) - Date.now() / 1000;
}

async function resyncs({ look }: WatchedAgent): Promise<number> {
  const { samples } = await look();
  return valuesOf(samples, 'peerproof_assessments_total', { trigger: 'resync' })[0] ?? Number.NaN;
}

describe.skipIf(cannot('turn clocks with libfaketime'))('a clock that jumps', () => {
  test.each([
    ['a year forward', 365 * day],
    ['a year back', -365 * day],
    ['to before 1970', -Math.round(Date.now() / 1000) - 10 * day],
    ['an hour forward', 3600],
    ['an hour back', -3600],
  ])('%s, and back again, stops no resync, hides no change and ends no agent', async (_, seconds) => {
    const { agent, turn, write } = await agentWithClock();
    for (const [to, content, verdict] of [
      [seconds, bad, 'pass / fail'],
      [0, good, 'pass / pass'],
    ] as const) {
      const before = await resyncs(agent);
      turn(to);
      await expect.poll(() => resyncs(agent), { timeout: 50_000 }).toBeGreaterThan(before + 3);
      // Timestamps are of the clock that the operator's other machines have, right or wrong.
      await expect.poll(() => offset(agent), { timeout: 50_000 }).toBeGreaterThan(to - 10);
      expect(await offset(agent)).toBeLessThan(to + 10);
      write(`${manifestPath}/etcd.yaml`, content);
      expect((await agent.look()).verdict).toBe(verdict);
      expect(await agent.health()).toBe(200);
      const { samples } = await agent.look();
      const rule = 'cis-kubernetes-2.5';
      const [since = Number.NaN] = valuesOf(samples, 'peerproof_last_status_change_timestamp_seconds', {
        rule,
      });
      expect(Math.abs(since - Date.now() / 1000 - to)).toBeLessThan(15);
    }
  });

  test('backward leaves the time of the last change as it was noted', async () => {
    const { agent, turn } = await agentWithClock();
    const noted = await gauge(agent, 'peerproof_last_status_change_timestamp_seconds');
    turn(-day);
    await expect.poll(() => offset(agent), { timeout: 50_000 }).toBeLessThan(-day + 10);
    await sleep(500);
    expect(await gauge(agent, 'peerproof_last_status_change_timestamp_seconds')).toBe(noted);
  });
});
