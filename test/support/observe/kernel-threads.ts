import { readFileSync } from 'node:fs';

/** The /proc of a process namespace has none: its second process is any, or gone. */
export function hasKernelThreads(): boolean {
  if (secondProcess() === 'kthreadd\n') return true;
  process.stderr.write('tests of a host process directory skipped: /proc shows no kernel threads here\n');
  return false;
}

function secondProcess(): string | undefined {
  try {
    return readFileSync('/proc/2/comm', 'utf8');
  } catch {
    return undefined;
  }
}
