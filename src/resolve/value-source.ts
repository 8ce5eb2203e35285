// Where effective values come from: flags with the environment, or etcd's own file. Never both.

import type { Origin, ListenUrl, Setting } from '../model/member.ts';
import { type Cause, type Read, readable, unreadable } from '../model/reason.ts';
import { type UrlFlag, urlFlags } from './defaults.ts';

export type ValueSource = {
  /** A flag's effective text; '' when it is not set. */
  readonly text: (flag: string) => Setting<string>;
  readonly boolean: (flag: string) => Setting<boolean>;
  readonly urls: (flag: UrlFlag) => Setting<readonly ListenUrl[]>;
};

/** A value source, or why etcd would not start with it. */
export type ValueSourceResult = Read<ValueSource>;

/** Every list of URLs, since each one can be fatal; `read` gives one list, or the words of etcd's refusal. */
export function urlLists(
  read: (flag: UrlFlag) => Setting<readonly ListenUrl[]> | string,
): Read<ValueSource['urls']> {
  const lists = urlFlags.map((flag) => [flag, read(flag)] as const);
  const refused = lists.find(([, list]) => typeof list === 'string')?.[1];
  if (typeof refused === 'string') return unreadable('etcd_rejects_configuration', refused);
  const byFlag = Object.fromEntries(lists) as Readonly<Record<UrlFlag, Setting<readonly ListenUrl[]>>>;
  return readable((flag) => byFlag[flag]);
}

export function known<T>(value: T, origin: Origin): Setting<T> {
  return { known: true, value, origin };
}

export function unknown(cause: Cause): { readonly known: false; readonly cause: Cause } {
  return { known: false, cause };
}
