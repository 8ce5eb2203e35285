// What the examples of docs/check.md print is held by run-commands.test.ts.

import { expect, test } from 'vitest';
import { everyCommand } from '../../support/docs/commands.ts';

test('docs/check.md has an example of each format, of an explanation, and of the rules', () => {
  const examples = everyCommand().filter(
    ({ page, output }) => page === 'docs/check.md' && output !== undefined,
  );
  const formats = examples.map(({ text }) => / --output=(\w+)/.exec(text)?.[1] ?? 'table');
  expect(formats).toEqual(['table', 'json', 'junit', 'sarif', 'markdown', 'table', 'table']);
  expect(examples.filter(({ text }) => text.includes('--explain'))).toHaveLength(1);
});
