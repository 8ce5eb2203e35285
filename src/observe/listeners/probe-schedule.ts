// Which peer listeners are asked when: each when it is new and again after an interval, one conversation at a time.

import { setTimeout as sleep } from 'node:timers/promises';
import type { WireAnswer } from '../../model/listener.ts';
import { probePeer, type ProbeTarget } from './peer-probe.ts';

/** In milliseconds; a listener answers within a few, and a node's own address is near. */
const limits = { connectTimeout: 1000, totalTimeout: 3000 };
/** A listener that did not answer is asked again after this, then after twice as long, up to the interval. In milliseconds. */
const firstRetry = 1000;
/**
 * An etcd that starts answers while it still applies its log, and lists only the members that it has come to: for 15 to 80 ms with
 * 90,000 entries (3.4.23 and 3.5.30, idle and busy). A list of one counts when it is repeated after this. In milliseconds.
 */
const repetition = 5000;

export type Asked = { readonly answer: WireAnswer; readonly at: Date };

export type ProbeSchedule = {
  /** Begins to probe the listeners that are not known yet, and forgets those that are not named any more. */
  readonly sync: (wanted: ReadonlyMap<string, ProbeTarget>) => void;
  /** The last answer of each listener that has answered. */
  readonly answers: () => ReadonlyMap<string, Asked>;
  /** Resolves once every listener that is being asked has answered. */
  readonly answered: () => Promise<void>;
  /** The same, and no list of one member has to be repeated before it counts. */
  readonly settled: () => Promise<void>;
  /** The listeners that are being asked, and those that are to repeat what they said. */
  readonly awaited: () => Readonly<Record<'answers' | 'repetitions', readonly string[]>>;
  readonly stop: () => void;
};

type State = {
  asked: Asked | undefined;
  answering: Promise<void> | undefined;
  running: Promise<void> | undefined;
  /** Since when it lists one member, by `performance.now()`. */
  aloneSince: number | undefined;
  timer: NodeJS.Timeout | undefined;
  /** The pause after the next time it does not answer. */
  retry: number;
  readonly forgotten: AbortController;
};

/** `onAnswer` is called whenever a listener has answered. `interval` is in milliseconds. */
export function createProbeSchedule(interval: number, onAnswer: () => void): ProbeSchedule {
  const states = new Map<string, State>();
  let stopped = false;

  const note = async (key: string, target: ProbeTarget, state: State): Promise<number> => {
    const answer = await probePeer(target, limits, state.forgotten.signal);
    if (states.get(key) !== state) return 0;
    const doubt = doubtFor(state, answer);
    state.asked = { answer: doubt > 0 ? withoutCount(answer) : answer, at: new Date() };
    onAnswer();
    return doubt;
  };
  const ask = async (key: string, target: ProbeTarget, state: State): Promise<void> => {
    for (;;) {
      const noting = note(key, target, state);
      state.answering = noting.then(() => undefined);
      const doubt = await noting;
      state.answering = undefined;
      if (doubt === 0 || !(await canWait(doubt, state))) break;
    }
    state.running = undefined;
    if (states.get(key) !== state) return;
    state.timer = setTimeout(() => begin(key, target, state), pauseAfter(state, interval)).unref();
  };
  const begin = (key: string, target: ProbeTarget, state: State): void => {
    state.running = ask(key, target, state);
  };
  const forget = (key: string, state: State): void => {
    clearTimeout(state.timer);
    states.delete(key);
    state.forgotten.abort();
  };

  return {
    sync: (wanted) => {
      for (const [key, state] of states) if (!wanted.has(key)) forget(key, state);
      for (const [key, target] of wanted) {
        if (states.has(key) || stopped) continue;
        const state = newState();
        states.set(key, state);
        begin(key, target, state);
      }
    },
    answers: () =>
      new Map(
        [...states].flatMap(([key, { asked }]) => (asked === undefined ? [] : [[key, asked] as const])),
      ),
    answered: async () => {
      await Promise.all([...states.values()].flatMap(({ answering }) => answering ?? []));
    },
    settled: async () => {
      await Promise.all([...states.values()].flatMap(({ running }) => running ?? []));
    },
    awaited: () => awaitedIn(states),
    stop: () => {
      stopped = true;
      for (const [key, state] of states) forget(key, state);
    },
  };
}

function awaitedIn(states: ReadonlyMap<string, State>): ReturnType<ProbeSchedule['awaited']> {
  const running = [...states].filter(([, state]) => state.running !== undefined);
  const keysOf = (isAsked: boolean): readonly string[] =>
    running.filter(([, { answering }]) => (answering !== undefined) === isAsked).map(([key]) => key);
  return { answers: keysOf(true), repetitions: keysOf(false) };
}

function newState(): State {
  return {
    asked: undefined,
    answering: undefined,
    running: undefined,
    aloneSince: undefined,
    timer: undefined,
    retry: firstRetry,
    forgotten: new AbortController(),
  };
}

/** How long until a list of one member may be believed, in milliseconds; 0: whatever was answered counts. */
function doubtFor(state: State, answer: WireAnswer): number {
  const isAlone = (answer.kind === 'tls' || answer.kind === 'plaintext') && answer.members?.count === 1;
  const now = performance.now();
  state.aloneSince = isAlone ? (state.aloneSince ?? now) : undefined;
  return state.aloneSince === undefined ? 0 : Math.max(0, state.aloneSince + repetition - now);
}

function withoutCount(answer: WireAnswer): WireAnswer {
  if (answer.kind !== 'tls' && answer.kind !== 'plaintext') return answer;
  const { members } = answer;
  return { ...answer, members: members && { ...members, count: undefined } };
}

/** False when the listener is of no interest any more. */
async function canWait(milliseconds: number, { forgotten }: State): Promise<boolean> {
  // A timer may end a moment early.
  const waiting = sleep(milliseconds + 1, true, { signal: forgotten.signal });
  return await waiting.catch(() => false);
}

/** Until the listener is asked again, in milliseconds. */
function pauseAfter(state: State, interval: number): number {
  const hasAnswered = state.asked?.answer.kind !== 'no_answer';
  const pause = hasAnswered ? interval : Math.min(state.retry, interval);
  state.retry = hasAnswered ? firstRetry : state.retry * 2;
  return pause;
}
