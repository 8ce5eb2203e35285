// The schedule of probes: a listener is probed as soon as it is known, and again after an interval.

import { setTimeout as sleep } from 'node:timers/promises';
import type { WireAnswer } from '../../model/listener.ts';
import { probePeer, type ProbeTarget } from './peer-probe.ts';

/** Time limits of a probe, in milliseconds. A listener answers within a few, and a node's own address is near. */
const limits = { connectTimeout: 1000, totalTimeout: 3000 };
/** Pause before a silent listener is probed again; it doubles each time, up to the interval. In milliseconds. */
const firstRetry = 1000;
/**
 * Time after which a list of a single member must be repeated to count, in milliseconds. A starting etcd answers while it still
 * applies its log, and lists too few members for 15 to 80 ms with 90,000 entries (3.4.23 and 3.5.30, idle and busy).
 */
const confirmationTime = 5000;

export type ProbeResult = { readonly answer: WireAnswer; readonly at: Date };

export type ProbeSchedule = {
  /** Starts to probe new targets, and forgets listeners that are no longer targets. */
  readonly sync: (targets: ReadonlyMap<string, ProbeTarget>) => void;
  /** The last result of each target that was probed. */
  readonly answers: () => ReadonlyMap<string, ProbeResult>;
  /** Resolves once each running probe has its answer. */
  readonly answered: () => Promise<void>;
  /** Resolves once, in addition, each list of a single member was confirmed or proved wrong. */
  readonly confirmed: () => Promise<void>;
  /** The keys of targets with a running probe, and of those with a single member to confirm. */
  readonly pending: () => Pending;
  readonly stop: () => void;
};

type Pending = { readonly answers: readonly string[]; readonly confirmations: readonly string[] };

/** `onAnswer` is called after each probe. `interval` is in milliseconds. */
export function createProbeSchedule(interval: number, onAnswer: () => void): ProbeSchedule {
  const probed = new Map<string, Listener>();
  let isStopped = false;
  const forgetOthers = (targets: ReadonlyMap<string, ProbeTarget>): void => {
    for (const [key, { forgotten }] of probed) {
      if (targets.has(key)) continue;
      probed.delete(key);
      forgotten.abort();
    }
  };
  const keysWhere = (isWanted: (listener: Listener) => boolean): readonly string[] =>
    [...probed].filter(([, listener]) => isWanted(listener)).map(([key]) => key);

  return {
    sync: (targets) => {
      forgetOthers(targets);
      for (const [key, target] of isStopped ? [] : targets)
        if (!probed.has(key)) probed.set(key, startProbing(target, interval, onAnswer));
    },
    answers: () => new Map([...probed].flatMap(([key, { result }]) => (result === undefined ? [] : [[key, result]]))),
    answered: async () => {
      await Promise.all([...probed.values()].flatMap(({ answering }) => answering ?? []));
    },
    confirmed: async () => {
      await Promise.all([...probed.values()].flatMap(({ confirming }) => confirming ?? []));
    },
    pending: () => ({
      answers: keysWhere(({ answering }) => answering !== undefined),
      confirmations: keysWhere(({ answering, confirming }) => !answering && confirming !== undefined),
    }),
    stop: () => {
      isStopped = true;
      forgetOthers(new Map());
    },
  };
}

type Listener = {
  result: ProbeResult | undefined;
  /** The running probe. */
  answering: Promise<unknown> | undefined;
  /** The running probe, and those that confirm its single member. */
  confirming: Promise<void> | undefined;
  readonly forgotten: AbortController;
};

function startProbing(target: ProbeTarget, interval: number, onAnswer: () => void): Listener {
  const forgotten = new AbortController();
  const { signal } = forgotten;
  const listener: Listener = { result: undefined, answering: undefined, confirming: undefined, forgotten };
  const confirmationDelay = createConfirmationDelay();
  const pauseAfter = createPause(interval);

  /** Returns the delay after which another probe has to confirm the answer, in milliseconds; 0: none. */
  const probe = async (): Promise<number> => {
    const answer = await probePeer(target, limits, signal);
    if (signal.aborted) return 0;
    const delay = confirmationDelay(answer);
    listener.result = { answer: delay > 0 ? withoutCount(answer) : answer, at: new Date() };
    onAnswer();
    return delay;
  };
  const probeUntilConfirmed = async (): Promise<void> => {
    let delay: number;
    do {
      const probing = probe();
      listener.answering = probing;
      delay = await probing;
      listener.answering = undefined;
      // A timer may end a moment early.
      if (delay > 0) await pause(delay + 1, { signal });
    } while (delay > 0 && !signal.aborted);
    listener.confirming = undefined;
  };
  const probeRepeatedly = async (): Promise<void> => {
    while (!signal.aborted) {
      listener.confirming = probeUntilConfirmed();
      await listener.confirming;
      await pause(pauseAfter(listener.result?.answer), { signal, ref: false });
    }
  };
  void probeRepeatedly();
  return listener;
}

/** Resolves after the time, or at once when the signal aborts. */
async function pause(milliseconds: number, options: { signal: AbortSignal; ref?: boolean }): Promise<void> {
  await sleep(milliseconds, undefined, options).catch(() => undefined);
}

/** Returns the time until a list of a single member counts, in milliseconds; 0 for any other answer. */
function createConfirmationDelay(): (answer: WireAnswer) => number {
  let singleMemberSince: number | undefined;
  return (answer) => {
    const isSingle = (answer.kind === 'tls' || answer.kind === 'plaintext') && answer.members?.count === 1;
    const now = performance.now();
    singleMemberSince = isSingle ? (singleMemberSince ?? now) : undefined;
    return singleMemberSince === undefined ? 0 : Math.max(0, singleMemberSince + confirmationTime - now);
  };
}

function withoutCount(answer: WireAnswer): WireAnswer {
  if (answer.kind !== 'tls' && answer.kind !== 'plaintext') return answer;
  const { members } = answer;
  return { ...answer, members: members && { ...members, count: undefined } };
}

/** Returns the pause until the next probe, in milliseconds. */
function createPause(interval: number): (answer: WireAnswer | undefined) => number {
  let retry = firstRetry;
  return (answer) => {
    const hasAnswered = answer?.kind !== 'no_answer';
    const milliseconds = hasAnswered ? interval : Math.min(retry, interval);
    retry = hasAnswered ? firstRetry : retry * 2;
    return milliseconds;
  };
}
