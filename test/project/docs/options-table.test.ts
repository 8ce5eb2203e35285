import { expect, test } from 'vitest';
import { optionsTable } from '../../../scripts/docs/options-table.ts';
import { readPage } from './page.ts';

test('docs/usage.md has the table of options that the code generates (make docs)', () => {
  const [, written] =
    /^<!-- generated: options -->\n([^]*?)\n<!-- end -->$/m.exec(readPage('docs/usage.md')) ?? [];
  expect(written?.trim()).toBe(optionsTable());
});
