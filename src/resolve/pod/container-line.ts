// Where in a manifest a container stands, for those who show a finding beside the text.

import { type Document, isMap, isSeq } from 'yaml';

/** The line, from 1, on which the container of this name begins; `undefined` where that cannot be said. */
export function containerLine(text: string, document: Document, name: string): number | undefined {
  const lists = ['containers', 'initContainers'].map((list) => document.getIn(['spec', list], true));
  const containers = lists.flatMap((list) => (isSeq(list) ? list.items : []));
  const found = containers.filter((one) => isMap(one)).find((one) => one.get('name') === name);
  const offset = found?.range?.[0];
  return offset === undefined ? undefined : text.slice(0, offset).split('\n').length;
}
