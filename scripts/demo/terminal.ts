// Output of the demonstrations on terminals of any width, and their wait for a key.

import { once } from 'node:events';
import process from 'node:process';
import { styleText } from 'node:util';
import type { Status } from '../../src/model/verdict.ts';

const widest = 100;
/** The byte of Ctrl-C on a terminal in raw mode. */
const interrupt = 0x03;
const colours = { pass: 'green', fail: 'red', unknown: 'yellow', not_applicable: 'cyan' } as const;

/** Whether a person can press a key. */
export const isInteractive = process.stdin.isTTY && process.stdout.isTTY;

/** Writes prose in lines that fit the terminal. */
export function say(text: string, indent = ''): void {
  const room = Math.max(20, Math.min(widest, process.stdout.columns || widest) - indent.length);
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      console.log(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  console.log(indent + line);
}

export function heading(text: string): void {
  console.log(`\n${styleText('bold', text)}`);
}

/** Colours a status where the terminal has colours and NO_COLOR is not set. */
export function coloured(status: Status): string {
  return styleText(colours[status], status);
}

export function dim(text: string): string {
  return styleText('dim', text);
}

/** Waits at most `seconds` for a key. Returns true when the reader wants to leave. */
export async function wantsToLeave(seconds: number): Promise<boolean> {
  if (!isInteractive) return false;
  const { stdin, stdout } = process;
  stdout.write(dim('  Enter: go on, q: leave '));
  stdin.setRawMode(true).resume();
  try {
    const signal = AbortSignal.timeout(seconds * 1000);
    const [key] = (await once(stdin, 'data', { signal })) as [Buffer];
    // A raw terminal sends no signals.
    if (key.includes(interrupt)) process.emit('SIGINT');
    return /q/i.test(key.toString());
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return false;
    throw error;
  } finally {
    stdin.setRawMode(false).pause();
    stdout.write('\r\u001B[K');
  }
}
