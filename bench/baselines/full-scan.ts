// What one writes first: once a second, read the command line of every process, and say which etcd is new.

import { readdirSync, readFileSync } from 'node:fs';

let known = new Set<string>();
setInterval(() => {
  const found = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isEtcd(name));
  for (const pid of found.filter((one) => !known.has(one))) console.log(`etcd ${pid}`);
  known = new Set(found);
}, 1000);

function isEtcd(pid: string): boolean {
  try {
    const [program = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return program.split('/').at(-1) === 'etcd';
  } catch {
    return false;
  }
}
