import { expect, test } from 'vitest';
import { unknownCauses } from '../../../src/evaluate/setting-checks.ts';
import type { Cause } from '../../../src/model/reason.ts';
import { known, unknown } from '../../../src/model/settings.ts';

test('the causes of settings are those of the unknown ones', () => {
  const cause: Cause = { reason: 'environment_unreadable', detail: 'b' };
  expect(unknownCauses([known(1, 'flag'), unknown(cause)])).toEqual([cause]);
});
