// Random changes of real processes in a process namespace, and after each the table of a full look beside what runs.

import { expect, test } from 'vitest';
import { canMakeNamespace, inPrivateNamespace } from '../../support/observe/processes/private-namespace.ts';

const changes = Number(process.env['PEERPROOF_PROCESS_CHANGES'] ?? 300);

const common = `
  import { spawn, spawnSync } from 'node:child_process';
  import { once } from 'node:events';
  import { readdirSync, writeFileSync } from 'node:fs';
  import { createProcessFollower } from './src/observe/processes/process-follower.ts';
  const wanted = ([program]) => (program === 'etcd' ? 'etcd' : undefined);
  let at = 0;
  const follower = createProcessFollower('/proc', wanted, () => at);
  let table = follower.read();
  const look = (milliseconds) => {
    at += milliseconds;
    if (follower.haveChanged('full')) table = follower.read();
  };
  const seen = () => JSON.stringify(table.processes.map(({ pid, argv }) => [pid, ...argv.value]).sort());
`;

// Each subject is a shell that becomes another program under its id for each line that it reads.
const subjects = `
  let seed = ${Date.now() % 1_000_000};
  const first = seed;
  const random = (below) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  const script = 'echo ready; read -r name word; exec -a "$name" bash -c "$0" "$0" "$word"';
  const subjects = [];
  const argvOf = ({ name, word }) => [name, '-c', script, script, word];
  const next = () => ({ name: random(2) === 0 ? 'etcd' : 'a-shell-that-waits-for-etcd', word: String(100 + random(900)) });
  const start = async () => {
    const one = next();
    const [command, words] = random(2) === 0 ? ['bash', []] : ['setarch', ['-R', 'bash']];
    const program = 'exec -a "$1" bash -c "$0" "$0" "$2"';
    const child = spawn(command, [...words, '-c', program, script, one.name, one.word], { stdio: ['pipe', 'pipe', 'inherit'] });
    subjects.push({ child, ...one });
    await once(child.stdout, 'data');
    return 10;
  };
  const become = async () => {
    const one = subjects[random(subjects.length)];
    const step = one.name === 'etcd' ? 10 : 1000;
    Object.assign(one, next());
    one.child.stdin.write(one.name + ' ' + one.word + '\\n');
    await once(one.child.stdout, 'data');
    return step;
  };
  const end = async () => {
    const [{ child }] = subjects.splice(random(subjects.length), 1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    return 10;
  };
  const change = () => {
    if (subjects.length < 3) return start();
    const kind = random(subjects.length < 12 ? 10 : 7);
    return kind < 5 ? become() : kind < 7 ? end() : start();
  };
  const running = () => {
    const etcds = subjects.filter(({ name }) => name === 'etcd');
    return JSON.stringify(etcds.map((one) => [one.child.pid, ...argvOf(one)]).sort());
  };
`;

test.runIf(canMakeNamespace)(
  `a full look is never older than the processes, over ${changes} random changes`,
  () => {
    const output = inPrivateNamespace(
      `${common}${subjects}
      const stale = [];
      let most = 0;
      for (let made = 1; made <= ${changes}; made += 1) {
        look(await change());
        most = Math.max(most, table.processes.length);
        if (seen() !== running()) stale.push({ seed: first, made, seen: seen(), running: running() });
      }
      console.log(JSON.stringify({ stale: stale.slice(0, 3), busy: most > 3 }));
      process.exit();`,
      changes * 200,
    );
    expect(JSON.parse(output)).toEqual({ stale: [], busy: true });
  },
  changes * 200,
);

test.runIf(canMakeNamespace)(
  'no process is missed while the kernel hands out the same few ids again and again',
  () => {
    const output = inPrivateNamespace(`${common}
      writeFileSync('/proc/sys/kernel/pid_max', '400');
      let missed = 0, wraps = 0, last = 0, reused = 0;
      const used = new Set();
      for (let round = 0; wraps < 5 && round < 1000; round += 1) {
        const child = spawn('cat', { argv0: round % 3 === 0 ? 'etcd' : 'other', stdio: ['pipe', 'ignore', 'ignore'] });
        await once(child, 'spawn');
        reused += Number(used.has(child.pid));
        used.add(child.pid);
        if (child.pid < last) wraps += 1;
        last = child.pid;
        look(1000);
        const isSeen = table.processes.some(({ pid }) => pid === child.pid);
        if (isSeen !== (round % 3 === 0)) missed += 1;
        child.kill('SIGKILL');
        await once(child, 'exit');
        // Most ends are seen only after the id is in other hands.
        if (round % 7 === 0) look(1000);
      }
      console.log(JSON.stringify({ missed, wraps, isReused: reused > 50 }));
      process.exit();
    `);
    expect(JSON.parse(output)).toEqual({ missed: 0, wraps: 5, isReused: true });
  },
  60_000,
);

test.runIf(canMakeNamespace)('another process under the id of a known one is not taken for it', () => {
  const output = inPrivateNamespace(`${common}
    const start = () => spawn('cat', { argv0: 'etcd', stdio: ['pipe', 'ignore', 'ignore'] });
    const first = start();
    await once(first, 'spawn');
    look(0);
    const before = table.processes[0];
    first.kill('SIGKILL');
    await once(first, 'exit');
    // Start times are counted in hundredths of a second.
    spawnSync('sleep', ['0.05']);
    writeFileSync('/proc/sys/kernel/ns_last_pid', String(first.pid - 1));
    const second = start();
    await once(second, 'spawn');
    const isChanged = follower.haveChanged('quick');
    look(0);
    const [after] = table.processes;
    console.log(JSON.stringify({ isReused: second.pid === first.pid, isChanged, isOther: after.startTime !== before.startTime }));
    process.exit();
  `);
  expect(JSON.parse(output)).toEqual({ isReused: true, isChanged: true, isOther: true });
});

test.runIf(canMakeNamespace)(
  'no look at 2,000 processes but the first takes 50 ms of CPU, full ones included',
  () => {
    const output = inPrivateNamespace(`${common}
      spawn('sh', ['-c', 'i=0; while [ $i -lt 2000 ]; do sleep 100000 & i=$((i+1)); done; wait'], { stdio: 'ignore' });
      const count = () => readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)).length;
      while (count() < 2000) await new Promise((resolve) => setTimeout(resolve, 50));
      look(0);
      let most = 0;
      for (let round = 0; round < 200; round += 1) {
        const before = process.cpuUsage();
        at += 1000;
        follower.haveChanged(round % 10 === 0 ? 'full' : 'quick');
        const { user, system } = process.cpuUsage(before);
        most = Math.max(most, (user + system) / 1000);
      }
      console.log(most);
      process.exit();
    `);
    expect(Number(output)).toBeGreaterThan(0);
    expect(Number(output)).toBeLessThan(50);
  },
  60_000,
);
