import { expect, test } from 'vitest';
import { containerLine } from '../../../../src/resolve/pod/container-line.ts';
import { parseFirstDocument } from '../../../../src/resolve/yaml/first-document.ts';

function lineOf(text: string, name: string): number | undefined {
  const parsed = parseFirstDocument(text);
  if (!parsed.ok || parsed.value.document === undefined) throw new Error('The text is not YAML');
  return containerLine(text, parsed.value.document, name);
}

const pod = `# a comment
spec:
  initContainers:
    - image: x
      name: sidecar
  containers:
  - name: etcd-events

  -   image: y
      name: etcd
`;

test.each([
  ['etcd-events', 7],
  ['etcd', 9],
  ['sidecar', 4],
  ['other', undefined],
])('%s begins on line %s', (name, line) => {
  expect(lineOf(pod, name)).toBe(line);
  expect(lineOf(`\uFEFF${pod}`, name)).toBe(line);
  expect(lineOf(pod.replaceAll('\n', '\r\n'), name)).toBe(line);
});

test.each([
  'a: b',
  'spec: x',
  'spec: {containers: x}',
  'spec: {containers: [1, [2], {}]}',
  'x: &a []\nspec: {containers: *a}',
])('%s has no line for any name', (text) => {
  expect(lineOf(text, 'etcd')).toBeUndefined();
});

test('JSON has lines, too', () => {
  expect(lineOf(JSON.stringify({ spec: { containers: [{ name: 'etcd' }] } }, null, 2), 'etcd')).toBe(4);
});
