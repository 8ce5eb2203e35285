// What an attempt gave: its value, or why there is none. Expected trouble is data, and a thrown error is a bug.

import type { Cause, Reason } from './reason.ts';

/** What an attempt to read something gave: its value, or why there is none. Expected trouble is data. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly cause: Cause };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failWith(reason: Reason, detail: string): { readonly ok: false; readonly cause: Cause } {
  return { ok: false, cause: { reason, detail } };
}

/** What `work` gives; what it throws is a bug, told as the reason and kept from hiding the rest of the node. */
export function guard<T>(about: string, work: () => Result<T>): Result<T> {
  try {
    return work();
  } catch (error) {
    return internalError(about, error);
  }
}

export function internalError(about: string, error: unknown): ReturnType<typeof failWith> {
  return failWith(
    'internal_error',
    `${about}: ${error instanceof Error ? firstLines(error) : String(error)}`,
  );
}

/** The message and the place, for a bug report. */
function firstLines({ stack, message }: Error): string {
  const [first = message, place = ''] = (stack ?? message).split('\n');
  return `${first} ${place.trim()}`.trim();
}
