import { describe, expect, test } from 'vitest';
import { evaluateRule } from '../../../src/evaluate/rule-result.ts';
import { rules } from '../../../src/evaluate/rules/rule-list.ts';
import { ok } from '../../../src/model/result.ts';
import type { Report } from '../../../src/model/report.ts';
import { member, runs, strict } from '../../support/evaluate/members.ts';
import {
  assessTexts,
  podOf,
  processOf,
  secureEnviron,
  type TextNode,
  without,
} from '../../support/explain/text-node.ts';

// No input is known on which the agent fails, so a bug is put where the input comes in: a value that throws when it is looked at.
const bug = (): never => {
  throw new TypeError('a bug');
};
const throwingText = { trim: bug } as unknown as string;
const throwingWords = Object.defineProperty(ok(['etcd']), 'value', { get: bug }) as ReturnType<
  typeof ok<readonly string[]>
>;
const throwingFiles = Object.defineProperty({}, '/conf', { get: bug }) as Record<string, string>;

const healthy = processOf(['etcd'], secureEnviron('healthy', '/var/lib/healthy'));
const failing = processOf(['etcd', '--name=failing', '--data-dir=/var/lib/failing']);

/** A node on which the agent fails in one place, and the source that this is in. */
const places: readonly (readonly [string, 'manifest' | 'process', TextNode])[] = [
  ['the text of a manifest', 'manifest', { manifests: [throwingText] }],
  [
    'the configuration file of a manifest',
    'manifest',
    { manifests: [podOf('etcd', '--config-file=/conf')], files: throwingFiles },
  ],
  ['the command line of a process', 'process', { processes: [processOf([], [], { argv: throwingWords })] }],
  [
    'the environment of a process',
    'process',
    { processes: [processOf(without('name'), [], { environ: throwingWords })] },
  ],
  [
    'the configuration file of a process',
    'process',
    { processes: [processOf(['etcd', '--config-file=/conf'])], files: throwingFiles },
  ],
];

function beside(node: TextNode, other: ReturnType<typeof processOf>): Promise<Report> {
  return assessTexts({ ...node, processes: [other, ...(node.processes ?? [])] });
}

describe.each(places)('a bug at %s', (_, source, node) => {
  test('leaves the other members their verdicts, is told as its reason, and puts its source down', async () => {
    const { rules: results, sources } = await beside(node, failing);
    expect(results.map(({ status }) => status)).toEqual(['fail', 'fail']);
    const broken = sources.find((one) => one.source === source);
    expect(broken?.up).toBe(false);
    expect(broken?.causes.map(({ reason }) => reason)).toContain('internal_error');
    expect(broken?.causes.map(({ detail }) => detail).join()).toContain('TypeError: a bug at ');
  });

  test('never lets the node pass for what was not seen', async () => {
    const { rules: results, sources } = await beside(node, healthy);
    const [first] = results;
    expect(first?.members.find(({ member: id }) => id === 'healthy')?.status).toBe('pass');
    expect(sources.every(({ up }) => up)).toBe(false);
    // A manifest that is no pod declares no member; all else is one that cannot be judged.
    const isMember = first?.members.length === 2;
    expect(first?.status).toBe(isMember ? 'unknown' : 'pass');
    expect(first?.members.filter(({ status }) => status === 'unknown').length).toBe(isMember ? 1 : 0);
  });
});

test('a rule that fails on one member judges the others all the same', () => {
  const [rule] = rules;
  if (rule === undefined) throw new Error('no rule');
  const members = ['a', 'b'].map((name) => member(name, runs({ argv: ['etcd', `--name=${name}`] }, name)));
  const picky: typeof rule = {
    ...rule,
    check: (resolved) => {
      const { name } = resolved.settings;
      return name.known && name.value === 'b' ? bug() : rule.check(resolved);
    },
  };
  const at = new Date(0);
  const result = evaluateRule(picky, members, { sources: [], policy: strict, at });
  expect(result.status).toBe('fail');
  expect(result.members.map(({ member: id, status }) => `${id} ${status}`)).toEqual(['a fail', 'b unknown']);
  expect(result.members[1]?.causes.map(({ reason }) => reason)).toEqual(['internal_error']);
});
