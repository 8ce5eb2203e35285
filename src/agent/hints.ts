// Hints that something on the node changed. A hint carries no data: an assessment reads the node anew.

export type Hint = 'manifest' | 'process' | 'wire';

export type Hints = {
  readonly emit: (hint: Hint) => void;
  /** Calls `listener` for each hint from now on. */
  readonly subscribe: (listener: (hint: Hint) => void) => void;
};

export function createHints(): Hints {
  const listeners: ((hint: Hint) => void)[] = [];
  return {
    emit: (hint) => {
      for (const listener of listeners) listener(hint);
    },
    subscribe: (listener) => void listeners.push(listener),
  };
}
