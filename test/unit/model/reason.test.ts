import { describe, expect, test } from 'vitest';
import { type Cause, distinctCauses, reasonSentences, reasonsOf, sourceErrors } from '../../../src/model/reason.ts';
import { ok, failWith } from '../../../src/model/result.ts';

describe('reasons', () => {
  test.each(Object.entries(reasonSentences))('%s is a label value with a sentence', (reason, sentence) => {
    expect(reason).toMatch(/^[a-z]+(?:_[a-z0-9]+)*$/);
    expect(sentence).toMatch(/^\S.*\.$/);
  });

  test('have sentences that differ', () => {
    const sentences = Object.values(reasonSentences);
    expect(new Set(sentences).size).toBe(sentences.length);
  });

  test.each(Object.entries(sourceErrors))('of the source %s are listed once', (_source, reasons) => {
    expect(new Set(reasons).size).toBe(reasons.length);
  });
});

describe('causes', () => {
  const failure: Cause = { reason: 'peer_cert_file_not_set', detail: 'a' };
  const doubt: Cause = { reason: 'environment_unreadable', detail: 'b' };
  const other: Cause = { ...doubt, detail: 'c' };

  test('differ by reason and by detail, and keep their order', () => {
    expect(distinctCauses([doubt, failure, other, doubt])).toEqual([doubt, failure, other]);
  });

  test('have each of their reasons once, in order', () => {
    expect(reasonsOf([doubt, failure, other])).toEqual([doubt.reason, failure.reason]);
  });
});

describe('an attempt to read', () => {
  test('gives a value', () => {
    expect(ok(1)).toEqual({ ok: true, value: 1 });
  });

  test('gives a reason, with what it is about, where it fails', () => {
    expect(failWith('manifest_invalid', 'x')).toEqual({
      ok: false,
      error: { reason: 'manifest_invalid', detail: 'x' },
    });
  });
});
