// Result of an attempt: a value or an error. Expected trouble is data, and a thrown error is a bug.

import type { Cause, Reason } from './reason.ts';

export type Ok<T> = { readonly ok: true; readonly value: T };
export type Failure<E = Cause> = { readonly ok: false; readonly error: E };
export type Result<T, E = Cause> = Ok<T> | Failure<E>;

export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

export function fail<E>(error: E): Failure<E> {
  return { ok: false, error };
}

/** A failure with a cause, the kind that reports show. */
export function failWith(reason: Reason, detail: string): Failure {
  return fail({ reason, detail });
}

/** Runs `work`. An error that it throws is a bug: it becomes the reason `internal_error`, and the rest of the node is still judged. */
export function guard<T>(location: string, work: () => Result<T>): Result<T> {
  try {
    return work();
  } catch (error) {
    return internalError(location, error);
  }
}

/** Runs `work`. An error that it throws is expected trouble: its message becomes the failure. */
export function attempt<T>(work: () => T): Result<T, string> {
  try {
    return ok(work());
  } catch (error) {
    return fail(errorText(error));
  }
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function internalError(location: string, error: unknown): Failure {
  const text = error instanceof Error ? firstLines(error) : String(error);
  return failWith('internal_error', `${location}: ${text}`);
}

/** The message and the first line of the stack, for a bug report. */
function firstLines({ stack, message }: Error): string {
  const [first = message, frame = ''] = (stack ?? message).split('\n');
  return `${first} ${frame.trim()}`.trim();
}
