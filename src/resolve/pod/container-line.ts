// Line of a manifest at which a container begins, for reports that show a finding beside the text.

import { type Document, isMap, isSeq } from 'yaml';

/** Counts from 1; `undefined` where no container of this name is found. */
export function containerLine(text: string, document: Document, name: string): number | undefined {
  const lists = ['containers', 'initContainers'].map((list) => document.getIn(['spec', list], true));
  const containers = lists.flatMap((list) => (isSeq(list) ? list.items : []));
  const container = containers.filter((item) => isMap(item)).find((map) => map.get('name') === name);
  const offset = container?.range?.[0];
  return offset === undefined ? undefined : text.slice(0, offset).split('\n').length;
}
