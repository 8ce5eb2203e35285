// What holds for any text: no reader throws, and nothing passes without every part that it needs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCommandLine } from '../../../src/resolve/etcd/command-line.ts';
import { etcdSource, flagSource, podSource } from '../../support/resolve/arbitraries.ts';
import { mayPass } from '../../support/explain/pass-conditions.ts';
import {
  declaredInvocations,
  type Etcd,
  podText,
  resolution,
  runningInvocation,
  secureArgv,
  verdicts,
} from '../../support/resolve/verdicts.ts';

const often = { numRuns: 1000 };
const controls = ['2.4', '2.5'] as const;

function passed(found: ReturnType<typeof resolution>): readonly string[] {
  const judged = found === undefined ? undefined : verdicts(found);
  return controls.filter((control) => judged?.[`cis-kubernetes-${control}`] === 'pass');
}

/** The controls that a process passes. */
function etcdPasses(etcd: Etcd): readonly string[] {
  return passed(resolution(runningInvocation(etcd), etcd.configFile));
}

/** The controls that any container of a pod passes. */
function podPasses(text: string): readonly string[] {
  return declaredInvocations(text).flatMap((invocation) => passed(resolution(invocation)));
}

const binary = fc.string({ unit: 'binary', maxLength: 200 });

describe("etcd's command line", () => {
  test('never throws, whatever its words are', () => {
    fc.assert(
      fc.property(fc.array(binary), fc.array(fc.string()), (argv, names) => {
        expect(parseCommandLine(argv, new Set(names))?.ok).toBeOneOf([true, false, undefined]);
      }),
      often,
    );
  });

  test('never passes on words that are not flags of etcd', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        expect(etcdPasses({ argv: ['etcd', ...words] })).toEqual([]);
      }),
      often,
    );
  });

  test('gives no flag that is not there', () => {
    fc.assert(
      fc.property(fc.array(flagSource), (args) => {
        const parsed = parseCommandLine(['etcd', ...args]);
        const flags = parsed?.ok === true ? parsed.value : [];
        const given = flags.filter(({ name }) => args.some((arg) => arg.replace(/^--?/, '').split('=')[0] === name));
        expect(given).toEqual(flags);
      }),
      often,
    );
  });

  test('passes only with every part that a pass needs', () => {
    fc.assert(
      fc.property(etcdSource, (etcd) => {
        expect(etcdPasses(etcd).filter((control) => !mayPass(control, etcd))).toEqual([]);
      }),
      { numRuns: 10_000 },
    );
  });

  test('passes often enough for the property above to say something', () => {
    const samples = fc.sample(etcdSource, { numRuns: 5000, seed: 7 });
    const counts = controls.map((one) => samples.filter((etcd) => etcdPasses(etcd).includes(one)).length);
    expect(Math.min(...counts)).toBeGreaterThan(100);
  });
});

describe('the text of a pod', () => {
  const marks = fc.constantFrom(...`-:?[]{}&*!|>%@#,"'=~ a`.split(''), '\n', '\n  ', '\t', '<<', '---', '&a', '*a');

  test.each([
    ['binary', binary],
    ['arbitrary marks of YAML', fc.array(marks, { maxLength: 60 }).map((words) => words.join(''))],
    ['arbitrary JSON', fc.json()],
    ['a pod with arbitrary fields', podSource.map((pod) => JSON.stringify(pod))],
  ])('never throws and never passes as %s', (_what, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        // As JSON where it begins so, and as YAML.
        expect([...podPasses(text), ...podPasses(`# YAML\n${text}`)]).toEqual([]);
      }),
      often,
    );
  });

  test('in JSON that is changed in one place passes only with every part', () => {
    const real = podText({ command: secureArgv() });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: real.length }), fc.nat(20), replacement, (at, length, text) => {
        const changed = real.slice(0, at) + text + real.slice(at + length);
        const argv = commandIn(changed);
        expect(podPasses(changed).filter((control) => !mayPass(control, { argv }))).toEqual([]);
      }),
      often,
    );
  });

  test('in YAML that is changed in one place passes only with every part', () => {
    const parts = [/https:\/\//, /--?peer-cert-file[= ]/, /--?peer-key-file[= ]/];
    fc.assert(
      fc.property(fc.nat(sample.length), fc.nat(200), replacement, (at, length, text) => {
        const changed = sample.slice(0, at) + text + sample.slice(at + length);
        const isWhole = parts.every((part) => part.test(changed));
        const needed = { '2.4': isWhole, '2.5': isWhole && /--?peer-client-cert-auth/.test(changed) };
        expect(podPasses(changed).filter((control) => !needed[control as keyof typeof needed])).toEqual([]);
      }),
      often,
    );
  });
});

const replacement = fc.string({ unit: 'binary', maxLength: 5 });
const sample = readFileSync(
  join(import.meta.dirname, '../../fixtures/nodes/sample/rootfs/etc/kubernetes/manifests/etcd.yaml'),
  'utf8',
);

/** The command in a pod's JSON; none where it is malformed. */
function commandIn(text: string): readonly string[] {
  try {
    const pod = JSON.parse(text) as { spec: { containers: { command: string[]; args?: string[] }[] } };
    const [container] = pod.spec.containers;
    return [...(container?.command ?? []), ...(container?.args ?? [])];
  } catch {
    return [];
  }
}

describe("etcd's configuration file", () => {
  test.each([
    ['binary', binary],
    ['arbitrary JSON', fc.json()],
  ])('never throws and never passes as %s', (_what, texts) => {
    fc.assert(
      fc.property(texts, (configFile) => {
        expect(etcdPasses({ argv: ['etcd', '--config-file=/e'], configFile })).toEqual([]);
      }),
      often,
    );
  });
});
