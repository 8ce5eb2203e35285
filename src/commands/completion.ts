// `peerproof completion SHELL`: the script that completes the command line in a shell.

import type { CompletionOptions } from '../options/options.ts';
import { asset } from '../publish/asset.ts';

export function completionScript({ shell }: Pick<CompletionOptions, 'shell'>): string {
  return asset(`completion.${shell}`);
}
