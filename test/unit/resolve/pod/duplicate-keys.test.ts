import { describe, expect, test } from 'vitest';
import { duplicateKeyInPod } from '../../../../src/resolve/pod/duplicate-keys.ts';
import { parseFirstDocument } from '../../../../src/resolve/yaml/first-document.ts';

function duplicate(text: string): string | undefined {
  const parsed = parseFirstDocument(text);
  if (!parsed.ok || parsed.value.document === undefined) throw new Error('The text is not YAML');
  return duplicateKeyInPod(parsed.value.document);
}

describe('a key given twice', () => {
  test.each([
    ['at the top', 'kind: Pod\nkind: Pod\n', 'kind'],
    ['in the spec', 'spec: {containers: [], containers: []}\n', 'containers'],
    ['in a container', 'spec: {containers: [{name: a}, {command: [a], command: [b]}]}\n', 'command'],
    ['in an init container', 'spec: {initContainers: [{args: [a], args: [b]}]}\n', 'args'],
    ['deep in a container', 'spec: {containers: [{env: [{name: a, value: b, value: c}]}]}\n', 'value'],
    ['in a volume', 'spec: {volumes: [{hostPath: {path: /a, path: /b}}]}\n', 'path'],
    ['in two spellings of one text', 'spec: {"containers": [], containers: []}\n', 'containers'],
    ['named __proto__', '__proto__: 1\n__proto__: 2\n', '__proto__'],
  ])('%s is found', (_what, text, key) => {
    expect(duplicate(text)).toBe(key);
  });

  test.each([
    ['a list item has the keys of another', 'spec: {containers: [{name: a}, {name: a}]}\n'],
    ['a merge key is given twice', 'a: &a {x: 1}\nspec: {<<: *a, <<: *a}\n'],
    ['it is where no container is', 'metadata: {labels: {a: 1, a: 2}}\n'],
    ['the document is a list', '- a\n- a\n'],
    ['the document is empty', '# nothing\n---\n'],
    ['the spec is a text', 'spec: x\n'],
  ])('nothing is found when %s', (_what, text) => {
    expect(duplicate(text)).toBeUndefined();
  });
});
