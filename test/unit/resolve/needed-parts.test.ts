// A pass is taken apart: every subset of the secure settings, by every way that etcd can be given them.
import { describe, expect, test } from 'vitest';
import { declaredVerdicts, runningVerdicts, securePeerFlags, type Verdicts } from '../../support/resolve/verdicts.ts';

type Flag = (typeof securePeerFlags)[number];

const subsets = Array.from({ length: 2 ** securePeerFlags.length }, (_, bits) =>
  securePeerFlags.filter((_flag, index) => Math.trunc(bits / 2 ** index) % 2 === 1),
);

function parts(flag: Flag): readonly [string, string] {
  const [name = '', value = ''] = flag.slice(2).split('=');
  return [name, value];
}

function environment(flags: readonly Flag[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    flags.map((flag) => {
      const [name, value] = parts(flag);
      return [`ETCD_${name.toUpperCase().replaceAll('-', '_')}`, value];
    }),
  );
}

/** YAML, in a section where the name begins with `peer-`. */
function file(flags: readonly Flag[]): string {
  const lines = flags.map((flag) => {
    const [name, value] = parts(flag);
    return name.startsWith('peer-') ? `  ${name.slice('peer-'.length)}: ${value}\n` : `${name}: ${value}\n`;
  });
  const isInner = (line: string): boolean => line.startsWith(' ');
  return `${lines.filter((line) => !isInner(line)).join('')}peer-transport-security:\n${lines.filter(isInner).join('')}`;
}

const ways: Readonly<Record<string, (flags: readonly Flag[]) => Verdicts>> = {
  'flags of a process': (flags) => runningVerdicts({ argv: ['etcd', ...flags] }),
  'flags of a static pod': (flags) => declaredVerdicts({ argv: ['etcd', ...flags] }),
  'variables of a process': (flags) => runningVerdicts({ argv: ['etcd'], env: environment(flags) }),
  'variables of a static pod': (flags) => declaredVerdicts({ argv: ['etcd'], env: environment(flags) }),
  "etcd's configuration file": (flags) =>
    runningVerdicts({ argv: ['etcd', '--config-file=/e'], configFile: file(flags) }),
};

describe.each(Object.entries(ways))('by %s', (_way, judged) => {
  test.each(subsets.map((flags) => [flags.map((flag) => parts(flag)[0]).join(' + ') || 'nothing', flags] as const))(
    'a pass needs its every part: %s',
    (_what, flags) => {
      const has = (name: string): boolean => flags.some((flag) => parts(flag)[0] === name);
      const encrypted = has('listen-peer-urls') && has('peer-cert-file') && has('peer-key-file');
      const { 'cis-kubernetes-2.4': tls, 'cis-kubernetes-2.5': authentication } = judged(flags);
      expect(tls === 'pass').toBe(encrypted);
      expect(authentication === 'pass').toBe(encrypted && has('peer-client-cert-auth'));
    },
  );

  test.each(['auto-tls replaces the pair', 'auto-tls beside the pair'])('%s', (what) => {
    const auto = '--peer-auto-tls=true' as Flag;
    const kept = what.endsWith('beside the pair')
      ? securePeerFlags
      : securePeerFlags.filter((flag) => !/cert-file|key-file/.test(flag));
    expect(judged([...kept, auto])).toMatchObject({
      'cis-kubernetes-2.4': what.endsWith('beside the pair') ? 'pass' : 'fail',
      'cis-kubernetes-2.5': what.endsWith('beside the pair') ? 'pass' : 'fail',
    });
  });
});
