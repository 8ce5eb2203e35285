// A second, cruder reading of etcd's rules: conditions without which no pass can be right. It uses nothing of src/.
import type { Etcd } from '../resolve/verdicts.ts';

const standAlone = ['peer-client-cert-auth', 'peer-auto-tls', 'new-flag'];

/** Flags as they are given, in order, after their variables. What etcd refuses is left to src. */
function givenValues({ argv, env = {} }: Etcd): readonly (readonly [string, string])[] {
  const given = Object.entries(env)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => [name.replace('ETCD_', '').toLowerCase().replaceAll('_', '-'), value] as const);
  for (let index = 1; index < argv.length; index += 1) {
    const [, name, value] = /^--?([a-z-]+)(?:=(.*))?$/s.exec(argv[index] ?? '') ?? [];
    if (name === undefined) continue;
    const takesNext = value === undefined && !standAlone.includes(name);
    if (takesNext) index += 1;
    given.push([name, takesNext ? (argv[index] ?? '') : (value ?? 'true')]);
  }
  return given;
}

/** May this control pass? Some given list of peer URLs is https throughout, and the last value of the rest is right. */
export function mayPass(control: string, etcd: Etcd): boolean {
  const given = givenValues(etcd);
  const last = new Map(given);
  const lists = given.filter(([name]) => name === 'listen-peer-urls').map(([, list]) => list.split(','));
  const isSecure = lists.some((list) => list.every((one) => /^\s*https:/i.test(one)));
  const hasPair = ['peer-cert-file', 'peer-key-file'].every((name) => (last.get(name) ?? '') !== '');
  const demands = ['1', 't', 'T', 'true', 'True', 'TRUE'].includes(last.get('peer-client-cert-auth') ?? '');
  return isSecure && hasPair && (control === '2.4' || demands);
}
