// The completion script of each shell, made of the tables of commands and options.

import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { zshScript } from './zsh.ts';

export const completionScripts = { bash: bashScript, fish: fishScript, zsh: zshScript } as const;
