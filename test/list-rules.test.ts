import { marked } from 'marked';
import { expect, test } from 'vitest';
import { rules } from '../src/evaluate/rules.ts';
import { runPeerproof } from './peerproof-process.ts';

const every = rules.map(({ text }) => text);

/** Everything that the rules say, as texts. */
const said = every.flatMap(({ references, cisControls, framework: _framework, ...texts }) => [
  ...Object.values(texts),
  ...references,
  ...cisControls.map(({ version, id, title }) => `${version} ${id} ${title}`),
]);

async function listed(...args: readonly string[]): Promise<string> {
  const outcome = await runPeerproof(['rules', ...args]);
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  return outcome.stdout;
}

test('the table says everything, in 80 columns', async () => {
  const table = await listed();
  const flat = table.replaceAll(/\s+/g, ' ');
  expect(said.filter((text) => !flat.includes(text))).toEqual([]);
  expect(table.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('JSON has each text under its name', async () => {
  expect(JSON.parse(await listed('--output=json'))).toEqual({
    rules: every.map(({ id, ...rest }) => ({ rule: id, ...rest })),
  });
});

test('Markdown says everything, and reads as it is meant', async () => {
  const html = marked.parse(await listed('--output=markdown'), { async: false });
  const text = html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&#39;', "'")
    .replaceAll(/\s+/g, ' ');
  expect(said.filter((one) => !text.includes(one))).toEqual([]);
});

test('--rule chooses', async () => {
  const { rules: chosen } = JSON.parse(await listed('--output=json', '--rule=2.5')) as {
    readonly rules: readonly { readonly control: string }[];
  };
  expect(chosen.map(({ control }) => control)).toEqual(['2.5']);
});

test.each(['junit', 'sarif'])('%s is for verdicts, and refused', async (output) => {
  expect(await runPeerproof(['rules', `--output=${output}`])).toEqual({
    code: 3,
    stdout: '',
    stderr: `peerproof: --output: expected table or json or markdown with the command rules, got "${output}"\n`,
  });
});
