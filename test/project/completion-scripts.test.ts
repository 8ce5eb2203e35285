import { expect, test } from 'vitest';
import { completionScripts } from '../../scripts/completion/scripts.ts';
import { completionScript } from '../../src/commands/completion.ts';
import { shells } from '../../src/options/table.ts';

test.each(shells)('the completion script for %s is the one that make docs writes', (shell) => {
  expect(completionScript({ shell })).toBe(completionScripts[shell]());
});
