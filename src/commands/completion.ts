// `peerproof completion SHELL`: the script that completes the command line in a shell.

import { bashScript } from '../options/completion/bash.ts';
import { fishScript } from '../options/completion/fish.ts';
import { zshScript } from '../options/completion/zsh.ts';
import type { CompletionOptions } from '../options/options.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

export function completionScript({ shell }: Pick<CompletionOptions, 'shell'>): string {
  return scripts[shell]();
}
