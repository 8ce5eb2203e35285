// Where effective values come from: flags with the environment, or etcd's own file. Never both.

import type { Origin, ListenUrl, Setting } from '../../model/member.ts';
import { type Cause } from '../../model/reason.ts';
import { type Result, ok, failWith } from '../../model/result.ts';
import { defaultUrls, type UrlFlag, urlFlags } from './defaults.ts';

export type ValueSource = {
  /** A flag's effective text; '' when it is not set. */
  readonly text: (flag: string) => Setting<string>;
  readonly boolean: (flag: string) => Setting<boolean>;
  readonly urls: (flag: UrlFlag) => Setting<readonly ListenUrl[]>;
};

/** A value source, or why etcd would not start with it. */
export type ValueSourceResult = Result<ValueSource>;

/** Every list of URLs, since each one can be fatal; `read` gives one list, or the words of etcd's refusal. */
export function urlLists(
  read: (flag: UrlFlag) => Setting<readonly ListenUrl[]> | string,
): Result<ValueSource['urls']> {
  const lists = new Map<UrlFlag, Setting<readonly ListenUrl[]>>();
  for (const flag of urlFlags) {
    const list = read(flag);
    if (typeof list === 'string') return failWith('etcd_rejects_configuration', list);
    lists.set(flag, list);
  }
  return ok((flag) => lists.get(flag) ?? known(defaultUrls(flag), 'default'));
}

export function known<T>(value: T, origin: Origin): Setting<T> {
  return { known: true, value, origin };
}

export function unknown(cause: Cause): { readonly known: false; readonly cause: Cause } {
  return { known: false, cause };
}
