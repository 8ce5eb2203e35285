// Configurations on which checkers that search text are wrong. Each is judged as a process, and as a pod where that says more.
import { describe, expect, test } from 'vitest';
import { failWith } from '../../src/model/result.ts';
import {
  apiServer,
  assessTexts,
  judgedTexts,
  podOf,
  processOf,
  secureEnviron,
  secureFile,
  type TextNode,
  without,
} from '../support/explain/text-node.ts';
import { podText, secureArgv } from '../support/resolve/verdicts.ts';

const auth = 'peer-client-cert-auth';
const hidden = { environ: failWith('environment_unreadable', 'EPERM') };
const runs = (...argv: readonly string[]): TextNode => ({ processes: [processOf(argv)] });
const declares = (...argv: readonly string[]): TextNode => ({ manifests: [podOf(...argv)] });

const oneDash = secureArgv().map((word) => word.replace('--', '-'));
const clients = (url: string): readonly string[] =>
  ['listen', 'advertise'].map((verb) => `--${verb}-client-urls=${url}`);
const clientPair = ['--cert-file=/c', '--key-file=/k'];
const own = processOf([...without(), ...clientPair, ...clients('https://127.0.0.1:2379')]);
const tenant = processOf(['etcd', '--name=calico', '--data-dir=/calico', ...clients('http://127.0.0.1:6666')]);

type Check = readonly [string, string, TextNode];

const spelled = (word: string, status: string): Check => [
  `=${word} is a boolean`,
  `pass / ${status}`,
  runs(...without(auth), `--${auth}=${word}`),
];

const checks: readonly Check[] = [
  ['the bare flag is true', 'pass / pass', runs(...without(auth), `--${auth}`)],
  ...['1', 't', 'T'].map((word) => spelled(word, 'pass')),
  ...['0', 'f', 'False'].map((word) => spelled(word, 'fail')),
  ['=false is false', 'pass / fail', declares(...without(auth), `--${auth}=false`)],
  ['one dash is as good as two', 'pass / pass', runs(...oneDash)],
  ['of a flag given twice the last counts', 'pass / fail', runs(...without(), `--${auth}=false`)],
  [
    'an empty path is no path',
    'fail / fail',
    declares('etcd', '--listen-peer-urls=http://192.0.2.10:2380', '--peer-cert-file=', '--peer-key-file='),
  ],
  [
    'empty paths with https never start',
    'unknown / unknown',
    declares(...without(), '--peer-cert-file=', '--peer-key-file='),
  ],
  ['a certificate without a key never starts', 'unknown / unknown', declares(...without('peer-key-file'))],
  [
    'a configuration file alone is enough',
    'pass / pass',
    { ...runs('etcd', '--config-file=/e'), files: { '/e': secureFile } },
  ],
  [
    'beside a configuration file no flag counts',
    'fail / fail',
    { ...runs(...without(), '--config-file=/e'), files: { '/e': 'name: cp-1\n' } },
  ],
  ['the environment alone is enough', 'pass / pass', { processes: [processOf(['etcd'], secureEnviron('a', '/a'))] }],
  [
    'two etcds by environment are two members (kops)',
    'pass / pass',
    {
      processes: [processOf(['etcd'], secureEnviron('a', '/a')), processOf(['etcd'], secureEnviron('b', '/b'))],
    },
  ],
  [
    'a secure etcd does not cover an insecure one',
    'pass / fail',
    { processes: [processOf(without()), processOf([...without(auth), '--name=b', '--data-dir=/b'])] },
  ],
  [
    'a certificate of one and a key of another are no pair',
    'fail / fail',
    { processes: [processOf(['etcd', '--name=a']), processOf(without())] },
  ],
  [
    'the gRPC proxy beside etcd is no member (OpenShift)',
    'pass / pass',
    {
      processes: [processOf(without()), processOf(['etcd', 'grpc-proxy', 'start', '--endpoints=https://x:9978'])],
    },
  ],
  [
    'a script leaves the verdict to the process',
    'pass / fail',
    {
      manifests: [podOf('/bin/sh', '-c', `exec ${without(auth).join(' ')} --${auth}=false`)],
      processes: [processOf([...without(auth), `--${auth}=false`])],
    },
  ],
  ['a script alone decides nothing', 'unknown / unknown', declares('/bin/sh', '-c', 'exec etcd --x')],
  ['flags in args count', 'pass / pass', { manifests: [podText({ command: ['etcd'], args: without().slice(1) })] }],
  [
    'flags in command and args count together',
    'pass / pass',
    { manifests: [podText({ command: without().slice(0, 4), args: without().slice(4) })] },
  ],
  [
    'http stays plaintext with every TLS flag',
    'fail / fail',
    declares(...without(), '--listen-peer-urls=http://192.0.2.10:2380'),
  ],
  ['a CA alone is not the flag', 'pass / fail', declares(...without(auth))],
  ['a single member without TLS fails unless it is declared', 'fail / fail', runs('etcd')],
  [
    'a declared single member is excused',
    'not_applicable / not_applicable',
    { ...runs('etcd'), policy: { singleMember: 'not_applicable' } },
  ],
  ["a tenant's etcd is not the store of Kubernetes", 'pass / pass', { processes: [apiServer, own, tenant] }],
  [
    'an edited manifest does not speak for the process that still runs',
    'pass / fail',
    { manifests: [podOf(...without())], processes: [processOf(without(auth))] },
  ],
  ['auto-tls drops both flags', 'fail / fail', runs(...without('peer-cert-file', 'peer-key-file'), '--peer-auto-tls')],
  [
    "the client section is not the peers'",
    'pass / fail',
    {
      ...runs('etcd', '--config-file=/e'),
      files: {
        '/e': secureFile.replace(
          'peer-transport-security: {client-cert-auth: true',
          'peer-transport-security: {client-cert-auth: false',
        ),
      },
    },
  ],
  ['any path of a certificate will do', 'pass / pass', runs(...without(), '--peer-cert-file=/any/where.pem')],
  [
    'a wrapper named etcd is not etcd',
    'pass / pass',
    {
      processes: [
        processOf(['/bin/bash', '/usr/local/bin/etcd'], [], { exe: '/usr/bin/bash' }),
        processOf(['etcd'], secureEnviron('a', '/a'), { exe: '/usr/local/bin/etcd' }),
      ],
    },
  ],
  ['etcd that is down for a moment is unknown', 'unknown / unknown', { processes: [apiServer] }],
  [
    'an environment that may not be read is no empty one',
    'unknown / unknown',
    { processes: [processOf(['etcd'], [], hidden)] },
  ],
  [
    'nor does it speak against a manifest that is whole',
    'pass / pass',
    {
      manifests: [podOf(...without())],
      processes: [processOf(without(), [], hidden)],
    },
  ],
];

describe('where checks of text are wrong', () => {
  test.each(checks)('%s: %s', async (_what, expected, node) => {
    expect(await judgedTexts(node)).toBe(expected);
  });

  test('a manifest that is edited and not yet in force shows as drift', async () => {
    const { members } = await assessTexts({
      manifests: [podOf(...without())],
      processes: [processOf(without(auth))],
    });
    const drift = [{ setting: 'peerClientCertAuth', declared: 'true', running: 'false' }];
    expect(members.map((member) => member.drift)).toEqual([drift]);
  });

  test("the tenant's etcd is shown all the same", async () => {
    const { rules } = await assessTexts({ processes: [apiServer, own, tenant] });
    expect(rules[0]?.members).toMatchObject([
      { member: 'cp-1', counts: true, status: 'pass' },
      { member: 'calico', counts: false, status: 'fail' },
    ]);
  });
});
