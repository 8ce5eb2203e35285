// `make docs`: writes the completion scripts that `peerproof completion` prints, assets/completion.*.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { completionScripts } from './completion/scripts.ts';
import { repository } from './production-tree.ts';

for (const [shell, script] of Object.entries(completionScripts))
  writeFileSync(join(repository, 'assets', `completion.${shell}`), script());
