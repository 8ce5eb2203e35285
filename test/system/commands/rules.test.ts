import { marked } from 'marked';
import { expect, test } from 'vitest';
import { rules } from '../../../src/evaluate/rules/rule-list.ts';
import { settingLabel } from '../../../src/publish/evidence.ts';
import { runPeerproof } from '../../support/peerproof-process.ts';

const every = rules.map(({ text }) => text);

/** Everything that the rules say, as texts. */
const said = every.flatMap((rule) => {
  const { references, cisControls, framework: _framework, isDefault, settings, ...texts } = rule;
  return [
    ...Object.values(texts),
    ...references,
    ...cisControls.map(({ version, id, title }) => `${version} ${id} ${title}`),
    ...settings.map(settingLabel),
    `Verdict: ${isDefault ? 'default' : 'with --rules=all'}`,
  ];
});

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
    rules: every.map(({ id, settings, ...rest }) => ({
      rule: id,
      ...rest,
      settings: settings.map(settingLabel),
    })),
  });
});

test('Markdown says everything, and reads as it is meant', async () => {
  const html = marked.parse(await listed('--output=markdown'), { async: false });
  const text = html
    .replaceAll('</h3>', ': ')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&#39;', "'")
    .replaceAll(/\s+/g, ' ');
  expect(said.filter((one) => !text.includes(one))).toEqual([]);
});

test.each([
  [['--rules=default'], ['2.4', '2.5']],
  [['--rules=all'], every.map(({ control }) => control)],
  [['--rule=2.1'], ['2.1']],
])('%j chooses %j', async (options, controls) => {
  const { rules: chosen } = JSON.parse(await listed('--output=json', ...options)) as {
    readonly rules: readonly { readonly control: string }[];
  };
  expect(chosen.map(({ control }) => control)).toEqual(controls);
});

test.each(['junit', 'sarif'])('%s is for verdicts, and refused', async (output) => {
  expect(await runPeerproof(['rules', `--output=${output}`])).toEqual({
    code: 3,
    stdout: '',
    stderr: `peerproof: --output: expected table or json or markdown with the command rules, got "${output}"\n`,
  });
});
