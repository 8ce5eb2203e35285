// Which peer listeners are asked when: each when it is new and again after an interval, one conversation at a time.

import type { WireAnswer } from '../../model/wire.ts';
import { probePeer, type ProbeTarget } from './peer-probe.ts';

/** In milliseconds; a listener answers within a few, and a node's own address is near. */
const limits = { connectTimeout: 1000, totalTimeout: 3000 };
/** A listener that did not answer is asked again after this, then after twice as long, up to the interval. In milliseconds. */
const firstRetry = 1000;

export type Asked = { readonly answer: WireAnswer; readonly at: Date };

export type Prober = {
  /** What is known of these listeners. Those not known yet are asked, and those not named any more are forgotten. */
  readonly look: (wanted: ReadonlyMap<string, ProbeTarget>) => ReadonlyMap<string, Asked>;
  /** Resolves once every listener that is being asked has answered. */
  readonly settled: () => Promise<void>;
  readonly stop: () => void;
};

type State = {
  asked: Asked | undefined;
  running: Promise<void> | undefined;
  timer: NodeJS.Timeout | undefined;
  /** The pause after the next time it does not answer. */
  retry: number;
  readonly forgotten: AbortController;
};

/** `onAnswer` is called whenever a listener has answered. `interval` is in milliseconds. */
export function createProber(interval: number, onAnswer: () => void): Prober {
  const states = new Map<string, State>();
  let stopped = false;

  const ask = async (key: string, target: ProbeTarget, state: State): Promise<void> => {
    const answer = await probePeer(target, limits, state.forgotten.signal);
    state.running = undefined;
    if (states.get(key) !== state) return;
    state.asked = { answer, at: new Date() };
    const pause = answer.kind === 'no_answer' ? Math.min(state.retry, interval) : interval;
    state.retry = answer.kind === 'no_answer' ? state.retry * 2 : firstRetry;
    state.timer = setTimeout(() => begin(key, target, state), pause).unref();
    onAnswer();
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
    look: (wanted) => {
      for (const [key, state] of states) if (!wanted.has(key)) forget(key, state);
      for (const [key, target] of wanted) {
        if (states.has(key) || stopped) continue;
        const state = newState();
        states.set(key, state);
        begin(key, target, state);
      }
      return new Map(
        [...states].flatMap(([key, { asked }]) => (asked === undefined ? [] : [[key, asked] as const])),
      );
    },
    settled: async () => {
      await Promise.all([...states.values()].flatMap(({ running }) => running ?? []));
    },
    stop: () => {
      stopped = true;
      for (const [key, state] of states) forget(key, state);
    },
  };
}

function newState(): State {
  return {
    asked: undefined,
    running: undefined,
    timer: undefined,
    retry: firstRetry,
    forgotten: new AbortController(),
  };
}
