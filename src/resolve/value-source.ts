// Where effective values come from: flags with the environment, or etcd's own file. Never both.

import type { Origin, PeerUrl, Setting } from '../model/member.ts';
import type { Cause, Read } from '../model/reason.ts';

export type ValueSource = {
  /** A flag's effective text; '' when it is not set. */
  readonly text: (flag: string) => Setting<string>;
  readonly boolean: (flag: string) => Setting<boolean>;
  readonly peerUrls: Setting<readonly PeerUrl[]>;
};

/** A value source, or why etcd would not start with it. */
export type ValueSourceResult = Read<ValueSource>;

export function known<T>(value: T, origin: Origin): Setting<T> {
  return { known: true, value, origin };
}

export function unknown(cause: Cause): { readonly known: false; readonly cause: Cause } {
  return { known: false, cause };
}
