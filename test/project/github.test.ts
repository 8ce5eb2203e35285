// The files below .github: what GitHub would refuse without a word.

import { accessSync, constants, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { parseDocument } from 'yaml';
import { repository } from '../support/peerproof-process.ts';

type Step = { readonly uses?: string; readonly run?: string };
type Workflow = { readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>> };

const yamlFiles = globSync('.github/**/*.yml', { cwd: repository }).toSorted();
const workflows = yamlFiles.filter((file) => file.startsWith('.github/workflows/'));

function read(file: string): string {
  return readFileSync(join(repository, file), 'utf8');
}

function stepsOf(file: string): readonly Step[] {
  const { jobs } = parseDocument(read(file)).toJS() as Workflow;
  return Object.values(jobs).flatMap(({ steps }) => steps);
}

test.each(yamlFiles)('%s is YAML', (file) => {
  const { errors, warnings } = parseDocument(read(file));
  expect([...errors, ...warnings]).toEqual([]);
});

describe('the workflows', () => {
  it('run the gate, which can be executed', () => {
    expect(stepsOf('.github/workflows/ci.yml').map(({ run }) => run)).toContain('.ci/run');
    expect(() => accessSync(join(repository, '.ci/run'), constants.X_OK)).not.toThrow();
  });

  it('lint themselves by a version of actionlint', () => {
    const runs = stepsOf('.github/workflows/workflows.yml').map(({ run = '' }) => run);
    expect(runs.join('\n')).toMatch(/actionlint@v\d+\.\d+\.\d+$/);
  });

  it.each(workflows)('%s names each action by its commit', (file) => {
    const actions = stepsOf(file).flatMap(({ uses }) => uses ?? []);
    expect(actions.length).toBeGreaterThan(0);
    expect(actions.filter((action) => !/@[\da-f]{40}$/.test(action))).toEqual([]);
  });
});

test('the form for a wrong verdict wants everything that shows why it is wrong', () => {
  const form = parseDocument(read('.github/ISSUE_TEMPLATE/wrong-verdict.yml')).toJS() as {
    readonly body: readonly { readonly id: string; readonly validations: { readonly required: boolean } }[];
  };
  const required = form.body.filter(({ validations }) => validations.required).map(({ id }) => id);
  expect(required).toEqual(['versions', 'invocation', 'explanation', 'expected']);
});
